export function templateProblems(template: object, ownTypes: string[]): string[];
export function checkTemplates(folder: string, ownTypes: string[]): void;
