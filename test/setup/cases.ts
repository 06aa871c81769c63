/* eslint-disable @n8n/community-nodes/no-restricted-globals */

/**
 * How many cases a property is tried on.
 *
 * @param usual how many find what there is to find; `npm run test:deep` tries some times as many.
 * @returns what the environment variable HISTORIES says, if anything.
 */
export function cases(usual: number): number {
	return Number(process.env.HISTORIES ?? usual * Number(process.env.DEPTH ?? 1));
}
