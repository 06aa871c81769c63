import type { FieldRow, SyncSettings } from '../../nodes/ContactReconcile/engine/model/types';
import { SIDES } from '../../nodes/ContactReconcile/engine/model/types';
import { settingsProblems } from '../../nodes/ContactReconcile/parameters/settingsProblems';
import { ANN, BOB, expectQuiet, person, synced } from '../engine/people';
import { MINUTE, World } from '../engine/world';
import { links, syncedPair } from './pairs';
import { scenario } from './scenario';

const TITLE = { google: 'jobTitle', crm: 'Title' } as const;

/** The usual map, but for the row of the title. */
function mapWith(...title: FieldRow[]): FieldRow[] {
	return [...new World().settings.rows.filter(({ crm }) => crm !== 'Title'), ...title];
}

for (const faults of ['lostAfter', 'lostBefore'] as const) {
	scenario(
		'S130',
		{ given: 'a contact that was deleted in Google while its CRM record was edited, so that it is made again', when: 'the answer to that is lost and listings lag behind', then: 'it is not sent again before ten minutes have passed and Google has listed everything: one contact in the end' },
		() => {
			const { world, ids } = synced({ deletes: true });
			world.remove('google', ids.google);
			world.edit('crm', ids.crm, { Title: 'Chair' });
			world.fault = () => faults;
			expect(world.sync().writes).toMatchObject([{ op: 'create', side: 'google', origin: { crmId: ids.crm } }]);
			world.fault = () => undefined;
			world.books.google.lag = 9 * MINUTE;
			expect(world.sync({ after: 2 }).writes).toEqual([]);
			expect(world.sync({ after: 2, full: true }).summary.classes.waiting).toBe(1);
			world.books.google.lag = 0;
			world.settle();
			expect(world.find('google', 'jobTitle', 'Chair')).toHaveLength(1);
			expect(world.size('google')).toBe(1);
			expectQuiet(world);
		},
		faults,
	);
}

for (const minutes of [2, 15]) {
	scenario(
		'S131',
		{ given: 'a CRM that takes each e-mail once, and a person who in Google got the e-mail of another one, which the CRM refused', when: "the other one gets the first one's in Google", then: 'the next run swaps the two, however long the refused one was to wait' },
		() => {
			const { world, ann, bob } = syncedPair();
			world.books.crm.unique = 'Email';
			world.edit('google', ann.google, { workEmail: BOB.workEmail });
			for (let refused = 0; refused < 4; refused++) world.sync({ after: 24 * 60 });
			world.edit('google', bob.google, { workEmail: ANN.workEmail });
			world.sync({ after: minutes });
			expect(world.get('crm', ann.crm).fields.Email).toBe(BOB.workEmail);
			expect(world.get('crm', bob.crm).fields.Email).toBe(ANN.workEmail);
			expectQuiet(world);
		},
		`a swap, ${minutes} minutes later`,
	);
}

scenario(
	'S131',
	{ given: 'a CRM that takes each e-mail once, and a person who in Google got the e-mail of another one, which the CRM refused', when: 'the other one gets another address in the CRM', then: 'the next run brings both addresses across, however long the refused one was to wait' },
	() => {
		const { world, ann, bob } = syncedPair();
		world.books.crm.unique = 'Email';
		world.edit('google', ann.google, { workEmail: BOB.workEmail });
		for (let refused = 0; refused < 4; refused++) world.sync({ after: 24 * 60 });
		world.edit('crm', bob.crm, { Email: 'new@example.org' });
		world.sync({ after: 2 });
		expect(world.get('crm', ann.crm).fields.Email).toBe(BOB.workEmail);
		expect(world.get('google', bob.google).fields.workEmail).toBe('new@example.org');
		expectQuiet(world);
	},
);

for (const cap of [1, 2]) {
	scenario(
		'S221',
		{ given: 'a CRM that takes each e-mail once, and a cap smaller than the number of people whose e-mails change places in Google', when: 'the sync runs', then: 'each is refused once at the most, and then they go together, as none of them can go alone' },
		() => {
			const world = new World({ cap });
			const people = Array.from({ length: cap + 1 }, (_, number) => world.addBoth(person(number)));
			world.settle();
			world.books.crm.unique = 'Email';
			people.forEach(({ google }, number) => world.edit('google', google, { workEmail: person((number + 1) % people.length).workEmail }));
			for (let runs = 0; runs < 6; runs++) world.sync({ after: 30 });
			expect(people.map(({ crm }) => world.get('crm', crm).fields.Email)).toEqual(people.map(({ google }) => world.get('google', google).fields.workEmail));
			expectQuiet(world);
		},
		`a cap of ${cap}`,
	);
}

for (const side of SIDES) {
	for (const after of [2, 15]) {
		scenario(
			'S132',
			{ given: 'a side whose clock went back', when: 'an edit there bears an earlier time than what was known', then: 'it goes across in this run or the next: a time alone makes no value old' },
			() => {
				const { world, ids } = synced({ winner: side === 'google' ? 'crm' : 'google' });
				world.books[side].skew = -60 * MINUTE;
				world.edit(side, ids[side], { [TITLE[side]]: 'Chair' });
				world.sync({ after });
				world.sync({ after });
				expect(world.get('google', ids.google).fields.jobTitle).toBe('Chair');
				expect(world.get('crm', ids.crm).fields.Title).toBe('Chair');
				expectQuiet(world);
			},
			`${side}, ${after} minutes`,
		);
	}
}

for (const after of [2, 15]) {
	scenario(
		'S133',
		{ given: 'an edit in Google that bears an earlier time than what was known, its clock having gone back', when: 'the CRM edits the same field', then: 'that is one conflict, settled within two runs; nothing is written again and again' },
		() => {
			const { world, ids } = synced();
			world.books.google.skew = -60 * MINUTE;
			world.edit('google', ids.google, { jobTitle: 'Chair' });
			world.edit('crm', ids.crm, { Title: 'Queen' });
			world.sync({ after });
			world.sync({ after });
			expect(world.get('google', ids.google).fields.jobTitle).toBe('Queen');
			expect(world.journal.filter(({ reason }) => reason === 'conflict')).toMatchObject([{ side: 'google', before: 'Chair' }]);
			expectQuiet(world);
		},
		`${after} minutes`,
	);
}

for (const shownBetween of [true, false]) {
	scenario(
		'S134',
		{ given: 'a person in sync, deletions switched on', when: 'a value is typed in the CRM, its row is taken out of the map, and the contact is deleted in Google, all between two runs', then: 'the value stands in the journal before its record is deleted, or is kept', because: 'the run that first sees another map deletes nothing; whatever is deleted later is journalled with all that is known of it, mapped or not.' },
		() => {
			const { world, ids } = synced({ deletes: true });
			world.edit('crm', ids.crm, { Title: 'Chair' });
			world.set({ rows: mapWith() });
			world.remove('google', ids.google);
			expect(world.sync().writes).toEqual([]);
			if (shownBetween) world.books.crm.touch(ids.crm);
			world.sync({ full: true });
			world.settle();
			const kept = SIDES.some((side) => world.find(side, TITLE[side], 'Chair').length > 0);
			expect(kept || world.journal.some(({ before, field }) => before === 'Chair' && field === 'Title')).toBe(true);
		},
		shownBetween ? 'shown once more in between' : 'at once',
	);
}

scenario(
	'S134',
	{ given: 'a person in sync, with a value that both sides hold, deletions switched on', when: 'the row of a field that both sides hold is taken out of the map, and the contact is deleted in Google, between two runs', then: 'the CRM record is deleted in the second run, and the journal holds that field too' },
	() => {
		const { world, ids } = synced({ deletes: true });
		world.set({ rows: mapWith() });
		world.remove('google', ids.google);
		world.sync();
		world.sync({ full: true });
		expect(world.size('crm')).toBe(0);
		expect(world.journal).toEqual(expect.arrayContaining([expect.objectContaining({ field: 'Title', before: 'Clerk', reason: 'deleted' })]));
	},
);

const both = (google: string, crm: string): FieldRow => ({ google, crm, direction: 'both' });
const toCrm = (google: string, crm: string): FieldRow => ({ google, crm, direction: 'toCrm' });
const toGoogle = (google: string, crm: string): FieldRow => ({ google, crm, direction: 'toGoogle' });

/** What is wrong with a map of these rows besides the e-mail's. */
function problemsOf(rows: FieldRow[], settings: Partial<SyncSettings> = {}): string[] {
	return settingsProblems({ ...new World(settings).settings, rows: [both('workEmail', 'Email'), ...rows] }).map(({ problem }) => problem);
}

for (const [name, rows, words] of [
	['a full name and its part to the CRM', [both('fullName', 'Last_Name'), toCrm('givenName', 'First_Name')], 'by that its part "givenName"'],
	['a full name to Google and its part to the CRM', [toGoogle('fullName', 'Whole_Name'), toCrm('familyName', 'Last_Name')], 'by that its part "familyName"'],
	['a full name and its part both ways', [both('fullName', 'Last_Name'), both('middleName', 'First_Name')], 'by itself, its part "middleName"'],
	['two rows to one CRM field', [both('familyName', 'Last_Name'), both('workPhone', 'Phone'), toCrm('mobilePhone', 'Phone')], 'Two rows of the field map write to the CRM field "Phone"'],
	['two rows to one Google field', [both('familyName', 'Last_Name'), both('workPhone', 'Phone'), toGoogle('workPhone', 'Mobile')], 'Two rows of the field map write to the Google field "workPhone"'],
	['a circle of four', [both('familyName', 'Last_Name'), toCrm('workPhone', 'Phone'), toGoogle('mobilePhone', 'Phone'), toCrm('mobilePhone', 'Mobile'), toGoogle('workPhone', 'Mobile')], 'go round in a circle'],
	['a circle over a part of the name', [both('familyName', 'Last_Name'), toCrm('fullName', 'Nick'), toGoogle('givenName', 'Nick')], 'go round in a circle'],
] as const) {
	scenario(
		'S135',
		{ given: 'rows of a field map that meet in one field, so that one would overwrite what another brings', when: 'the map is checked, or a sync starts with it', then: 'it is refused in words that name the fields, before anything is read' },
		() => {
			expect(problemsOf([...rows])).toEqual([expect.stringContaining(words)]);
		},
		name,
	);
}

scenario(
	'S135',
	{ given: 'rows of a field map that meet in one field and come to rest: one field to several, chains, and a whole name that is only read', when: 'the map is checked', then: 'nothing is wrong with it' },
	() => {
		expect(problemsOf([both('familyName', 'Last_Name'), toCrm('fullName', 'Whole_Name'), both('givenName', 'First_Name')])).toEqual([]);
		expect(problemsOf([both('familyName', 'Last_Name'), both('workPhone', 'Phone'), toCrm('workPhone', 'Other_Phone'), toGoogle('mainPhone', 'Phone'), toCrm('mainPhone', 'Mobile')])).toEqual([]);
		expect(problemsOf([both('fullName', 'Last_Name')])).toEqual([]);
	},
);

scenario(
	'S139',
	{ given: 'a field map that brings the CRM no name, which it cannot do without, or no e-mail', when: 'the map is checked, or a sync starts with it', then: 'it is refused in words that name the field, before anything is read; a sync that goes to Google only needs neither' },
	() => {
		expect(problemsOf([both('jobTitle', 'Title')])).toEqual([expect.stringContaining('brings nothing to the CRM field "Last_Name"')]);
		expect(problemsOf([toGoogle('familyName', 'Last_Name')])).toHaveLength(1);
		expect(problemsOf([both('fullName', 'Vendor_Name')], { crmNameField: 'Vendor_Name' })).toEqual([]);
		expect(problemsOf([both('jobTitle', 'Title')], { direction: 'crmToGoogle' })).toEqual([]);
		const rows = [toGoogle('workEmail', 'Email'), both('familyName', 'Last_Name')];
		expect(settingsProblems({ ...new World().settings, rows })).toMatchObject([{ problem: expect.stringContaining('goes to Google only') as string }]);
		expect(settingsProblems(new World().settings)).toEqual([]);
	},
);

scenario(
	'S140',
	{ given: 'a title that goes both ways and, by another row, to the role in the CRM', when: 'both sides have a title of their own and the CRM wins', then: 'the title of the CRM goes to Google and from there to the role; the one that lost goes nowhere but into the journal' },
	() => {
		const { world, ids } = synced({ winner: 'crm', rows: mapWith({ ...TITLE, direction: 'both' }, toCrm('jobTitle', 'Role')) });
		world.edit('google', ids.google, { jobTitle: 'Lost' });
		world.edit('crm', ids.crm, { Title: 'Won' });
		const { writes } = world.sync();
		expect(writes).toMatchObject([{ side: 'google', set: { jobTitle: 'Won' } }]);
		world.settle();
		expect(world.get('crm', ids.crm).fields).toMatchObject({ Title: 'Won', Role: 'Won' });
		expect(world.journal.map(({ before }) => before)).toEqual(['Lost', 'Clerk']);
		expectQuiet(world);
	},
);

scenario(
	'S140',
	{ given: 'a given name that goes both ways and, in the full name, to another field of the CRM', when: 'both sides have a given name of their own and the CRM wins', then: 'the full name with the one that lost goes nowhere' },
	() => {
		const { world, ids } = synced({ winner: 'crm', rows: [...new World().settings.rows, toCrm('fullName', 'Whole_Name')] });
		world.edit('google', ids.google, { givenName: 'Lost', fullName: 'Lost Lee' });
		world.edit('crm', ids.crm, { First_Name: 'Won' });
		expect(world.sync().writes).toMatchObject([{ side: 'google', set: { givenName: 'Won' } }]);
	},
);

function defaultsWithout(missing: string) {
	const world = new World();
	const { read } = world.books.crm;
	let has = false;
	world.books.crm.read = (instruction) =>
		read.call(world.books.crm, instruction).map((reading) =>
			reading.kind === 'cursor' && !has ? { ...reading, fields: reading.fields.filter(({ name }) => name !== missing) } : reading,
		);
	return { world, gain: () => (has = true) };
}

scenario(
	'S136',
	{ given: 'a CRM module that lacks a field of the map that a sync begins with', when: 'runs follow each other', then: 'from the second on both sides are asked for their changes only' },
	() => {
		const { world } = defaultsWithout('Home_Phone');
		world.addBoth(ANN);
		world.sync();
		for (let runs = 0; runs < 3; runs++) expect(world.sync().summary.readings).toEqual({ google: 'changes', crm: 'changes' });
	},
);

scenario(
	'S136',
	{ given: 'a CRM module that lacks a field of the map that a sync begins with', when: 'the module gets the field, and values stand in it before the sync hears of it', then: 'both sides are read in full, and the field is compared like one that is newly mapped' },
	() => {
		const { world, gain } = defaultsWithout('Home_Phone');
		const ids = world.addBoth({ ...ANN, homePhone: '555 0101' });
		const bob = world.addBoth(BOB);
		world.edit('crm', ids.crm, { Home_Phone: '' });
		world.edit('crm', bob.crm, { Home_Phone: '555 0202' });
		world.sync();
		gain();
		world.sync();
		expect(world.sync().summary.readings).toEqual({ google: 'full', crm: 'full' });
		expect(world.get('crm', ids.crm).fields.Home_Phone).toBe('555 0101');
		expect(world.get('google', bob.google).fields.homePhone).toBe('555 0202');
		expectQuiet(world);
		expect(world.sync().summary.readings).toEqual({ google: 'changes', crm: 'changes' });
	},
);

for (const edited of [true, false]) {
	scenario(
		'S137',
		{ given: 'a row that goes to the CRM only, whose CRM field somebody filled', when: 'the contact is deleted in Google, deletions switched on', then: 'it is not made again in Google, where that value could not go; the CRM record is kept', because: 'what somebody typed is not deleted either.' },
		() => {
			const { world, ids } = synced({ deletes: true, rows: mapWith({ ...TITLE, direction: 'toCrm' }) });
			if (edited) world.edit('crm', ids.crm, { Title: 'Chair' });
			world.remove('google', ids.google);
			world.sync();
			world.settle();
			expect([world.size('google'), world.size('crm')]).toEqual(edited ? [0, 1] : [0, 0]);
		},
		edited ? 'filled' : 'as it was sent',
	);
}

for (const after of [2, 15]) {
	scenario(
		'S138',
		{ given: 'a contact that was deleted in Google, which a run has seen', when: 'it is restored there with its old time of modification, and its CRM record is edited', then: 'it is taken for what it is: the edit goes to it, and no second one is made' },
		() => {
			const { world, ids } = synced();
			world.remove('google', ids.google);
			world.sync({ after });
			world.books.google.restore(ids.google, true);
			world.edit('crm', ids.crm, { Title: 'Chair' });
			world.sync({ after });
			world.sync({ after });
			expect(world.size('google')).toBe(1);
			expect(world.get('google', ids.google).fields.jobTitle).toBe('Chair');
			expect(links(world)).toEqual([[ids.google, ids.crm]]);
			expectQuiet(world);
		},
		`${after} minutes`,
	);
}
