export type ModuleNamespace = Readonly<Record<string, unknown>>;
