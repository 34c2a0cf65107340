export const activate = () => ({ preprocess: () => [], process: () => "fine" });
