/** One case of the list in `docs/scenarios.md`, in words that the owner of two address books understands. */
export interface Story {
	given: string;
	when: string;
	then: string;
	/** Why the sync deliberately does otherwise than one might expect. */
	because?: string;
}

/**
 * Registers the test of a scenario. `npm run scenarios` reads these calls and writes the list from their texts, so id
 * and story are literals.
 *
 * @param id `S01` and up, and `S40v`; one id may have several stories.
 * @param variant tells the runs of one story apart when it is proved in a loop.
 */
export function scenario(id: string, story: Story, prove: () => void | Promise<void>, variant?: string): void {
	const title = titleOf(id, story);
	test(variant === undefined ? title : `${title} [${variant}]`, async () => await prove());
}

/** What the test of a story is called. */
export function titleOf(id: string, { given, when, then }: Story): string {
	return `${id}: given ${given}, when ${when}, then ${then}`;
}
