export function packedPackage(): { size: number; paths: string[] };
export function scan(folder: string): { passed: boolean; output: string };
