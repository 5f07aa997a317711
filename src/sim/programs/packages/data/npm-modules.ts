export const modules: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
