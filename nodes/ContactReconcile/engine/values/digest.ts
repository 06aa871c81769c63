import { createHash } from 'crypto';

/** A short text that differs for different parts; 16 hexadecimal digits of their SHA-256. */
export function digestOf(parts: readonly string[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
