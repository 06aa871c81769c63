/** The pairs that are kept apart, one a line, without those of a person. */
export const withoutPairsOf = (apart: string | null, googleId: string | null, crmId: string | null): string => {
	const isOfPerson = (id: string): boolean => id === googleId || id === crmId;
	return (apart ?? '').split('\n').filter((pair) => !pair.split(' ').some(isOfPerson)).join('\n');
};
