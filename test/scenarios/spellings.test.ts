import { ANN, expectQuiet, synced } from '../engine/people';
import { World } from '../engine/world';
import type { FieldRow } from '../../nodes/ContactReconcile/engine/model/types';
import { scenario } from './scenario';

const both = (google: string, crm: string, transform?: FieldRow['transform']): FieldRow => ({ google, crm, direction: 'both', ...(transform && { transform }) });

const BASE = [both('familyName', 'Last_Name'), both('workEmail', 'Email')];
const LEE = { familyName: 'Lee', workEmail: 'ann@example.org' };
const LEE_CRM = { Last_Name: 'Lee', Email: 'ann@example.org' };

scenario(
	'S90',
	{ given: 'a person on both sides whose address has an invisible mark, a mailto link, a name before it, quotation marks around it or a comment behind it on one of them', when: 'they first meet', then: 'they are linked, nobody is created, and the address stays as it was typed' },
	() => {
		const world = new World();
		const typed = { zero: '\u200bzoe@example.org', link: 'mailto:max%40example.org', named: 'Ann Lee <ann@example.org>', own: 'eva@b\u00fccher.example', quoted: '“quo@example.org”', outlook: 'Lee [mailto:out@example.org]', round: 'Lee (rou@example.org)', comment: 'com@example.org (work)' };
		for (const [name, workEmail] of Object.entries(typed)) world.add('google', { familyName: name, workEmail });
		const plain = { zero: 'zoe@example.org', link: 'max@example.org', named: 'Ann@Example.org', own: 'eva@xn--bcher-kva.example', quoted: 'quo@example.org', outlook: 'out@example.org', round: 'rou@example.org', comment: 'com@example.org' };
		for (const [name, Email] of Object.entries(plain)) world.add('crm', { Last_Name: name, Email });
		expect(world.sync().writes).toEqual([]);
		expect(world.sync().summary.classes.inSync).toBe(8);
		expectQuiet(world);
	},
);

scenario(
	'S90',
	{ given: 'values that differ in marks that are not shown, in kinds of spaces, or in the width of letters', when: 'the two sides first meet', then: 'they are equal and stay as they were typed; but "30 m²" is not "30 m2", and another case of a name is an edit' },
	() => {
		const world = new World();
		const google = world.add('google', { ...LEE, jobTitle: 'Ｃhief\u00a0 Of\ufb01cer', department: 'North\u00ad\u200eern', notes: '30 m²' });
		const crm = world.add('crm', { ...LEE_CRM, Title: 'Chief Officer', Department: 'Northern', Description: '30 m2' });
		expect(world.sync().writes).toMatchObject([{ side: 'google', set: { notes: '30 m2' } }]);
		expect(world.get('google', google).fields).toMatchObject({ jobTitle: 'Ｃhief\u00a0 Of\ufb01cer', department: 'North\u00ad\u200eern' });
		world.edit('google', google, { familyName: 'LEE' });
		world.sync();
		expect(world.get('crm', crm).fields.Last_Name).toBe('LEE');
		expectQuiet(world);
	},
);

scenario(
	'S90',
	{ given: 'a picklist in the CRM, and a Google contact with an address in brackets after a name', when: 'the contact is created in the CRM, its option typed with a mark that is not shown', then: 'the CRM gets the bare address and its own spelling of the option; Google keeps both as they were typed' },
	() => {
		const world = new World({ rows: [...BASE, both('jobTitle', 'Title')] });
		world.books.crm.capabilities = { Title: { kind: 'picklist', options: ['Gold', 'Silver'] } };
		world.add('google', { familyName: 'Lee', workEmail: 'Ann Lee <ann@example.org>', jobTitle: 'Gold\u200b' });
		expect(world.sync().writes).toMatchObject([{ op: 'create', set: { Email: 'ann@example.org', Title: 'Gold' } }]);
		expectQuiet(world);
	},
);

scenario(
	'S91',
	{ given: 'a country in words, in any language, or as a code of two or three letters', when: 'the two sides name the same one in two ways', then: 'nothing is written; a name that two countries have is nobody\'s code' },
	() => {
		const world = new World();
		const pairs = [['Korea, Republic of', 'South Korea'], ['Vi\u1ec7t Nam', 'Viet Nam'], ['DEU', 'Njema\u010dka'], ['Bosnia and Herzegovina', 'BA'], ['\u0e44\u0e17\u0e22', 'Thailand']];
		pairs.forEach(([workCountry, Mailing_Country], index) => {
			world.add('google', { familyName: `N${index}`, workEmail: `p${index}@example.org`, workCountry });
			world.add('crm', { Last_Name: `N${index}`, Email: `p${index}@example.org`, Mailing_Country });
		});
		expect(world.sync().writes).toEqual([]);
		expectQuiet(world);
	},
);

scenario(
	'S92',
	{ given: 'a phone number pasted with invisible marks, as a tel link, in other digits, or with its extension in words', when: 'the other side has the same number', then: 'nothing is written; text that is more than a number stays as it is' },
	() => {
		const world = new World({ phoneCountry: 'DE' });
		const pairs = [['\u202a+49 30 1234567\u202c', '030 1234567'], ['tel:+49-30-1234567;ext=5', '030/1234567 extension 5'], ['\uff10\uff13\uff10 1234567', '+49 (0)30 1234567'], ['\u0660\u0663\u0660 1234567', '0049 30 1234567'], ['+४९ ३० १२३४५६७', '030 1234567'], ['๐๓๐-๑๒๓๔๕๖๗', '+49 30 1234567']];
		pairs.forEach(([workPhone, Phone], index) => {
			world.add('google', { familyName: `N${index}`, workEmail: `p${index}@example.org`, workPhone });
			world.add('crm', { Last_Name: `N${index}`, Email: `p${index}@example.org`, Phone });
		});
		expect(world.sync().writes).toEqual([]);
		expectQuiet(world);
	},
);

scenario(
	'S377',
	{ given: 'a phone number in digits of another script, for a field of the CRM that takes those of ASCII only', when: 'it is to cross, for somebody new and as an edit', then: 'the CRM gets the same number in digits that it takes, and Google keeps its own' },
	() => {
		const world = new World({ phoneCountry: 'DE' });
		world.books.crm.capabilities = { Phone: { format: 'crmPhone' } };
		const google = world.add('google', { ...LEE, workPhone: '+४९ ३० १२३४५६७' });
		world.sync();
		expect(world.find('crm', 'Phone', '+49 30 1234567')).toHaveLength(1);
		world.edit('google', google, { workPhone: '٠٣٠ ٧٦٥٤٣٢١' });
		world.sync();
		expect(world.find('crm', 'Phone', '030 7654321')).toHaveLength(1);
		expect(world.get('google', google).fields.workPhone).toBe('٠٣٠ ٧٦٥٤٣٢١');
		expectQuiet(world);
	},
);

scenario(
	'S378',
	{ given: 'a phone number with its extension, and the same number without it on the other side', when: 'they first meet, whoever wins, and one side drops the extension later', then: 'the extension crosses, as what says less replaces nothing; what was dropped is dropped' },
	() => {
		for (const winner of ['crm', 'google'] as const) {
			const world = new World({ winner, phoneCountry: 'DE' });
			const long = { google: world.add('google', { ...LEE, workPhone: '+49 30 1234567 ext. 5' }), crm: world.add('crm', { ...LEE_CRM, Phone: '030 1234567' }) };
			const short = {
				google: world.add('google', { familyName: 'Ray', workEmail: 'ray@example.org', workPhone: '+49 30 1234567' }),
				crm: world.add('crm', { Last_Name: 'Ray', Email: 'ray@example.org', Phone: '+49 30 1234567;ext=5' }),
			};
			expect(world.sync().conflicts).toBe(0);
			expect(world.get('crm', long.crm).fields.Phone).toBe('+49 30 1234567 ext. 5');
			expect(world.get('google', short.google).fields.workPhone).toBe('+49 30 1234567;ext=5');
			world.edit('crm', long.crm, { Phone: '030 1234567' });
			world.sync();
			expect(world.get('google', long.google).fields.workPhone).toBe('030 1234567');
			expectQuiet(world);
		}
	},
);

scenario(
	'S93',
	{ given: 'a number field in the CRM', when: 'Google shows 0x1F, 1e5, 1,5, Infinity or blanks', then: 'nothing is sent and the contact is reported with the reason; 1.50 is 1.5, and long numbers keep their digits' },
	() => {
		const world = new World({ rows: [...BASE, both('custom:Size', 'Size')] });
		world.books.crm.capabilities = { Size: { kind: 'number' } };
		const google = world.add('google', { ...LEE, 'custom:Size': '1.50' });
		const crm = world.add('crm', { ...LEE_CRM, Size: '1.5' });
		expect(world.sync().writes).toEqual([]);
		for (const text of ['0x1F', '1e5', '1,5', 'Infinity']) {
			world.edit('google', google, { 'custom:Size': text });
			const run = world.sync();
			expect(run.writes).toEqual([]);
			expect(run.details).toMatchObject([{ class: 'notRepresentable', reason: 'Size needs a number in digits, such as 1234.5' }]);
		}
		world.edit('google', google, { 'custom:Size': '9007199254740993' });
		world.sync();
		expect(world.get('crm', crm).fields.Size).toBe('9007199254740993');
		expectQuiet(world);
	},
);

scenario(
	'S93',
	{ given: 'a date of birth in the CRM', when: 'Google shows a day that the calendar does not have', then: 'it is not planned, and reported with the reason' },
	() => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { birthday: '2024-13-45' });
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.details).toMatchObject([{ class: 'notRepresentable', reason: 'Date_of_Birth needs a date such as 1990-05-17' }]);
	},
);

/** A check box in the CRM and a text in Google; how many of the runs wrote. */
function box() {
	const world = new World({ rows: [...BASE, both('custom:VIP', 'VIP', 'yesNo')] });
	world.books.crm.capabilities = { VIP: { kind: 'boolean' } };
	const ids = { google: world.add('google', { ...LEE, 'custom:VIP': 'No' }), crm: world.add('crm', { ...LEE_CRM, VIP: 'false' }) };
	world.sync();
	return { world, ids };
}

scenario(
	'S94',
	{ given: 'a row whose values change on the way, and another tool that writes to both sides', when: 'it sets the field back each time that the sync has written it', then: 'after three returns the field is left alone and reported, as without a change on the way' },
	() => {
		const { world, ids } = box();
		let wrote = 0;
		for (let turn = 0; turn < 40; turn++) {
			if (turn % 2 === 0) world.edit('google', ids.google, { 'custom:VIP': 'Yes' });
			else world.edit('crm', ids.crm, { VIP: 'false' });
			wrote += world.sync().writes.length;
		}
		expect(wrote).toBe(4);
		expect(world.sync().summary.outcome).toBe('attention');
	},
);

scenario(
	'S94',
	{ given: 'a picklist of two options', when: 'a user switches it to and fro on one side, with a run after each', then: 'every switch goes across: one who edits is no tug of war' },
	() => {
		const { world, ids } = synced();
		for (let turn = 0; turn < 20; turn++) {
			const jobTitle = turn % 2 === 0 ? 'Chair' : 'Clerk';
			world.edit('google', ids.google, { jobTitle });
			expect(world.sync().summary.outcome).toBe('complete');
			expect(world.get('crm', ids.crm).fields.Title).toBe(jobTitle);
		}
	},
);

const YEAR = [...BASE, both('birthday', 'Year_of_Birth', 'year')];

for (const winner of ['google', 'crm'] as const) {
	scenario(
		'S95',
		{ given: 'a birthday without a year in Google and its year in the CRM, whoever wins', when: 'they first meet', then: 'the year stays in the CRM and goes to Google: what says less never replaces what says more' },
		() => {
			const world = new World({ rows: YEAR, winner });
			const google = world.add('google', { ...LEE, birthday: '--05-17' });
			const crm = world.add('crm', { ...LEE_CRM, Year_of_Birth: '1990' });
			world.sync();
			expect(world.get('crm', crm).fields.Year_of_Birth).toBe('1990');
			expect(world.get('google', google).fields.birthday).toBe('1990-05-17');
			expectQuiet(world);
		},
		winner,
	);
}

scenario(
	'S95',
	{ given: 'a birthday in sync whose year is a field of the CRM', when: 'the year goes away in Google, also in a sync to the CRM only', then: 'the CRM keeps the year and the contact is reported: a value of which nothing is left on the way clears nothing' },
	() => {
		for (const direction of ['both', 'googleToCrm'] as const) {
			const world = new World({ rows: YEAR, direction });
			const google = world.add('google', { ...LEE, birthday: '1990-05-17' });
			const crm = world.add('crm', { ...LEE_CRM, Year_of_Birth: '1990' });
			world.sync();
			world.edit('google', google, { birthday: '--05-17' });
			const run = world.sync();
			expect(run.writes).toEqual([]);
			expect(run.details).toMatchObject([{ class: 'notRepresentable', reason: expect.stringContaining('says less than') }]);
			expect(world.get('crm', crm).fields.Year_of_Birth).toBe('1990');
			world.edit('google', google, { birthday: '' });
			world.sync();
			expect(world.get('crm', crm).fields.Year_of_Birth ?? '').toBe('');
		}
	},
);

scenario(
	'S96',
	{ given: 'rows whose values change on the way, and a side that shows already what would be written, in other case or words', when: 'the sync runs', then: 'nothing is written or journalled' },
	() => {
		const world = new World({ rows: [...BASE, both('jobTitle', 'Title', 'ignoreCase'), both('custom:VIP', 'VIP', 'yesNo')] });
		world.books.crm.capabilities = { Title: { kind: 'picklist', options: ['Gold', 'Silver'] }, VIP: { kind: 'boolean' } };
		world.add('google', { ...LEE, jobTitle: 'Gold', 'custom:VIP': 'No' });
		world.add('crm', { ...LEE_CRM, Title: 'GOLD' });
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.journal).toEqual([]);
		expectQuiet(world);
	},
);

scenario(
	'S97',
	{ given: 'a contact that the CRM refuses, so that it waits', when: 'the rows of the field map are put in another order', then: 'the wait goes on: nothing of the plan has changed' },
	() => {
		const { world, ids } = synced();
		world.fault = () => ({ refused: 'INVALID_DATA' });
		world.edit('google', ids.google, { ...ANN, jobTitle: 'Chair', workPhone: '555 0177' });
		expect(world.sync().writes).toHaveLength(1);
		world.set({ rows: [...world.settings.rows].reverse() });
		expect(world.sync({ after: 1 }).writes).toEqual([]);
		expect(world.sync({ after: 60 }).writes).toHaveLength(1);
	},
);
