export const activate = () => { throw new Error("no licence"); };
