import type { ListedScenario } from './list';

interface Section {
	title: string;
	/** What a reader finds in it. */
	about: string;
	has(id: string): boolean;
}

const between = (first: number, last: number) => (id: string) => {
	const number = Number(id.slice(1));
	return number >= first && number <= last;
};

const SECTIONS: readonly Section[] = [
	{ title: 'Edits and deletions', about: 'What becomes of an edit or a deletion on one side, or on both.', has: between(1, 12) },
	{ title: 'Who is who', about: 'How people are matched, and what happens to doubles, merges and changed addresses.', has: (id) => [between(13, 23), between(110, 129), between(355, 358), between(363, 364)].some((has) => has(id)) },
	{ title: 'Groups, list views and settings', about: 'What happens when people or the sync itself move to another scope, and when settings change.', has: between(24, 33) },
	{ title: 'Values', about: 'What counts as different, what a side cannot hold, and what is never touched.', has: (id) => id === 'S40v' || [between(34, 39), between(65, 73), between(220, 220), between(362, 362), between(365, 365), between(390, 399)].some((has) => has(id)) },
	{ title: 'Spellings, tools and companies', about: 'What people cannot tell apart, what other tools set back, and companies that the CRM has no account for.', has: between(90, 109) },
	{ title: 'Failures, time and volume', about: 'What happens when something breaks, takes long, lags behind or is very much.', has: (id) => between(40, 64)(id) || between(221, 222)(id) },
	{ title: 'Clocks, maps and intervals', about: 'What happens when clocks go back, rows of the map meet or lead one way, and several things happen between two runs.', has: between(130, 149) },
	{ title: 'What an answer proves', about: 'What the sync believes of answers, what it does where a service may behave in two ways, and how one refused value is kept apart.', has: (id) => [between(150, 199), between(260, 299), between(350, 354), between(366, 389), between(440, 449)].some((has) => has(id)) },
	{ title: 'Fixed values, labels, several accounts, people forgotten', about: 'What new records get that Google does not have, what becomes of labels, of a person in several Google accounts, and of one who is to be forgotten.', has: (id) => between(300, 349)(id) || between(359, 361)(id) },
	{ title: 'What comes in', about: 'What happens to settings and items that are not as they have to be: nothing is read, written or remembered because of them.', has: between(200, 219) },
];

const HEAD = `# What the sync does in each case

<!-- Written by \`npm run scenarios\` from the tests in test/scenarios. Change the tests, not this page. -->

Every row is a test of this project, run by \`npm test\`; its number is in the test's name. "Holds" means that its test
passed when this page was written. *In memory*: the part that decides, on two address books in memory. *Over HTTP*: the
nodes, wired as in the templates, against two servers that act as Google and the CRM. *Why* explains an answer that is
deliberately other than one might expect. Most tests also check that the next run, and a full check after it, write
nothing. The CRM wins conflicts and nothing is deleted, as the settings are to begin with, unless a row says otherwise.
`;

/**
 * The text of `docs/scenarios.md`.
 *
 * @param holds whether the tests of a scenario passed.
 */
export function scenarioPage(scenarios: readonly ListedScenario[], holds: (scenario: ListedScenario) => boolean): string {
	const sections = SECTIONS.map((section) => {
		const rows = scenarios.filter(({ id }) => section.has(id)).map((scenario) => row(scenario, holds(scenario)));
		return [
			`## ${section.title}`,
			'',
			section.about,
			'',
			'| No. | Given | When | Then | Status |',
			'| --- | --- | --- | --- | --- |',
			...rows,
			'',
		].join('\n');
	});
	return [HEAD, ...sections].join('\n');
}

function row(scenario: ListedScenario, isHolding: boolean): string {
	const { id, given, when, then, because, file, proof } = scenario;
	const where = `[${proof === 'engine' ? 'in memory' : 'over HTTP'}](../${file})`;
	const outcome = because ? `${then}. *Why:* ${because}` : then;
	return `| ${[id, given, when, outcome, `${isHolding ? 'holds' : '**fails**'}, ${where}`].map(cell).join(' | ')} |`;
}

function cell(text: string): string {
	return text.replaceAll('|', '\\|');
}
