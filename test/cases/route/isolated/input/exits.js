export const activate = () => ({ preprocess: () => [], process: () => process.exit(9) });
