interface Result {
	kind?: string;
	outcome?: string;
}

/** What an undo did. */
export const undone = (items: Array<{ json: Result }>): string => {
	const results = items.map(({ json }) => json).filter(({ kind }) => kind === 'result');
	const written = results.filter(({ outcome }) => outcome === 'written').length;
	const left = results.length - written;
	const leftAsTheyAre = left > 0 ? `${left} left as they are, since they were changed meanwhile or refused. ` : '';
	return `${written} contacts changed back. ${leftAsTheyAre}The next sync carries it to the other side.`;
};
