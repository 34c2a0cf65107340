export const activate = () => ({ preprocess: () => ["hair"], process: () => 1 });
