export const activate = () => ({ preprocess: () => [], process: () => () => 1 });
