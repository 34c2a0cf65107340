export const activate = () => ({ preprocess() {} });
