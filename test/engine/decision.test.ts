import { agreements, NOTHING_AGREED } from '../../nodes/ContactReconcile/engine/agreement';
import { decideField } from '../../nodes/ContactReconcile/engine/fieldDecision';
import type { MappedRow } from '../../nodes/ContactReconcile/engine/fieldMap';
import type { AmbiguityReason } from '../../nodes/ContactReconcile/engine/match';
import type { Decision } from '../../nodes/ContactReconcile/engine/reconcile';
import { decide } from '../../nodes/ContactReconcile/engine/reconcile';
import { newContact } from '../../nodes/ContactReconcile/engine/trees';
import type { Contact, FieldRow, Presence, RecordTree, SyncSettings } from '../../nodes/ContactReconcile/engine/types';
import { otherSide } from '../../nodes/ContactReconcile/engine/types';
import type { FieldCapability, FieldKind, FieldValues, SideName } from '../../nodes/shared/syncProtocol';
import { World } from './world';

function row(google: string, crm: string, kind: FieldKind = 'text', more: Partial<FieldRow> & { holds?: Partial<FieldCapability> } = {}): MappedRow {
	const { holds, ...rest } = more;
	const field = (name: string): FieldCapability => ({ name, label: `The ${name}`, kind, writable: true, mandatory: false });
	return { google, crm, direction: 'both', ...rest, capability: { google: field(google), crm: { ...field(crm), ...holds } } };
}

const ROWS = [row('familyName', 'Last_Name'), row('workEmail', 'Email', 'email'), row('jobTitle', 'Title')];

function tree(presence: Presence, fields: FieldValues, more: Partial<RecordTree> = {}): RecordTree {
	return { id: '1', presence, modifiedAt: null, fields, otherEmails: [], origin: null, partial: false, ...more };
}

const IN_GOOGLE = { familyName: 'Lee', workEmail: 'ann@example.org' };
const IN_CRM = { Last_Name: 'Lee', Email: 'ann@example.org' };

/** Ann, whose name and address were agreed on, where her two records stand as given. */
function ann(google: Presence | null, crm: Presence | null, more: Partial<Contact> = {}): Contact {
	return {
		...newContact('google', tree('in', {})),
		...{ google: google && tree(google, IN_GOOGLE), crm: crm && tree(crm, IN_CRM) },
		agreed: { google: ['Lee', 'ann@example.org', null], crm: ['Lee', 'ann@example.org', null] },
		...more,
	};
}

function decided(contact: Contact, settings: Partial<SyncSettings> = {}, rows = ROWS, ambiguity?: AmbiguityReason): Decision {
	const ambiguous = new Map(ambiguity ? [[contact, ambiguity]] : []);
	return decide(contact, { settings: { ...new World(settings).settings, rows }, rows, ambiguous });
}

/** A decision in a word or two. */
function inShort(decision: Decision): string {
	return [decision.kind, ...('reason' in decision ? [decision.reason] : []), ...('on' in decision ? [decision.on] : [])].join(' ');
}

const ALL = ['in', 'out', 'gone', null, 'unlisted', 'forbidden'] as const;

test.each<[Presence | null, string[]]>([
	['in', ['merge', 'detach leftView', 'detach deletedInCrm', 'create crm', 'wait readById', 'wait forbidden']],
	['out', ['detach leftGroup', 'detach leftBoth', 'detach deletedInCrm', 'outside', 'wait readById', 'wait forbidden']],
	['gone', ['detach deletedInGoogle', 'detach deletedInGoogle', 'forget', 'forget', 'wait readById', 'wait forbidden']],
	[null, ['create google', 'outside', 'forget', 'forget', 'wait readById', 'wait forbidden']],
	['unlisted', ['wait readById', 'wait readById', 'wait readById', 'wait readById', 'wait readById', 'wait forbidden']],
	['forbidden', ['wait forbidden', 'wait forbidden', 'wait forbidden', 'wait forbidden', 'wait forbidden', 'wait forbidden']],
])('a person whose Google contact is "%s", and whose CRM record is in, out, gone, none, unlisted, forbidden', (google, decisions) => {
	expect(ALL.map((crm) => inShort(decided(ann(google, crm))))).toEqual(decisions);
});

test('the first reason that somebody was detached for is remembered', () => {
	expect(inShort(decided(ann('out', 'in', { detached: 'merged' })))).toBe('detach merged');
	expect(inShort(decided(ann('gone', 'in', { detached: 'leftGroup' }), { deletes: true }))).toBe('detach leftGroup');
});

test('of whom little is known is read before it is decided', () => {
	expect(inShort(decided({ ...ann('in', 'in'), google: tree('in', IN_GOOGLE, { partial: true }) }))).toBe('wait readById');
	const outside = { ...ann('out', 'in', { joining: true }), google: tree('out', IN_GOOGLE, { partial: true }) };
	expect(inShort(decided(outside))).toBe('wait readById');
});

test('who was found outside the group joins it, where the sync writes to Google, and is compared anew', () => {
	const google = tree('out', IN_GOOGLE);
	const crm = tree('in', IN_CRM);
	const joining = { ...ann('out', 'in', { joining: true }), google, crm, agreed: { ...ann('in', 'in').agreed, shownBy: { google: google.fields, crm: crm.fields } } };
	expect(decided(joining)).toEqual({ kind: 'merge', agree: [2], writes: [], kept: [], join: true });
	expect(decided({ ...joining, google: { ...google, presence: 'in' } })).toEqual({ kind: 'merge', agree: [], writes: [], kept: [], join: false });
	expect(inShort(decided(joining, { direction: 'googleToCrm' }))).toBe('detach leftGroup');
});

test.each<[AmbiguityReason, Partial<SyncSettings>, string]>([
	['namesakeUnclear', {}, 'wait namesake'],
	['originUnclear', {}, 'wait origin'],
	['severalInCrm', {}, 'ambiguous severalInCrm'],
	['untouchedDouble', { deletes: true }, 'delete google'],
	['untouchedDouble', { deletes: false }, 'ambiguous doubleOfOwn'],
	['untouchedDouble', { deletes: true, direction: 'googleToCrm' }, 'ambiguous doubleOfOwn'],
	['untouchedDouble', { deletes: true, direction: 'crmToGoogle' }, 'delete google'],
])('P11: who cannot be told apart (%s, %p): %s', (ambiguity, settings, decision) => {
	expect(inShort(decided(ann('in', 'in'), settings, ROWS, ambiguity))).toBe(decision);
});

describe.each<SideName>(['google', 'crm'])('S06, S07: a record deleted in %s', (side) => {
	const left = otherSide(side);
	const reason = side === 'google' ? 'detach deletedInGoogle' : 'detach deletedInCrm';
	const gone = (more: Partial<Contact> = {}) => (side === 'google' ? ann('gone', 'in', more) : ann('in', 'gone', more));
	const fields = { google: IN_GOOGLE, crm: IN_CRM };
	const edited = (values: FieldValues) => gone({ [left]: tree('in', { ...fields[left], ...values }) });
	const name = left === 'google' ? 'familyName' : 'Last_Name';
	const title = left === 'google' ? 'jobTitle' : 'Title';
	const email = left === 'google' ? 'workEmail' : 'Email';
	const oneWay = (to: SideName) => ({ direction: to === 'google' ? 'crmToGoogle' : 'googleToCrm' }) as const;

	test('is deleted on the other side if deletions are on and it may be written to', () => {
		expect(inShort(decided(gone(), { deletes: true }))).toBe(`delete ${left}`);
		expect(inShort(decided(gone(), { deletes: false }))).toBe(reason);
		expect(inShort(decided(gone(), { deletes: true, ...oneWay(left) }))).toBe(`delete ${left}`);
		expect(inShort(decided(gone(), { deletes: true, ...oneWay(side) }))).toBe(reason);
	});

	test('is created again if the other one was edited and the side may be written to', () => {
		expect(decided(edited({ [name]: 'Ray' }), { deletes: true })).toMatchObject({ kind: 'create', on: side, again: true });
		expect(decided(edited({ [name]: 'Ray' }), oneWay(side))).toMatchObject({ kind: 'create', on: side, again: true });
		expect(inShort(decided(edited({ [name]: 'Ray' }), { deletes: true, ...oneWay(left) }))).toBe(reason);
		expect(inShort(decided(edited({ [name]: ' Lee ' }), { deletes: true }))).toBe(`delete ${left}`);
	});

	test('without an e-mail is created again in Google only', () => {
		expect(inShort(decided(edited({ [email]: '' }), { deletes: true }))).toBe(side === 'google' ? 'create google' : reason);
	});

	test('is created again if nothing was ever agreed on', () => {
		for (const agreed of [NOTHING_AGREED, agreements(3, () => null)]) expect(inShort(decided(gone({ agreed }), { deletes: true }))).toBe(`create ${side}`);
	});

	test('is not deleted on the other side with a value that the two never agreed on', () => {
		expect(inShort(decided(edited({ [title]: 'Chair' }), { deletes: true }))).toBe(reason);
		const known = edited({ [title]: 'Chair' });
		const both = { ...known, [side]: tree('gone', { ...fields[side], [side === 'google' ? 'jobTitle' : 'Title']: 'Chair' }) };
		expect(inShort(decided(both, { deletes: true }))).toBe(`delete ${left}`);
		const lost = { ...gone(), [side]: tree('gone', { ...fields[side], [side === 'google' ? 'jobTitle' : 'Title']: 'Chair' }) };
		expect(inShort(decided(lost, { deletes: true }))).toBe(`delete ${left}`);
	});
});

describe('a record that is created', () => {
	const from = (side: SideName, fields: FieldValues) => ({ ...newContact(side, tree('in', fields)) });

	test('gets what the rows carry to its side, and nothing empty', () => {
		const rows = [...ROWS, row('notes', 'Description', 'note', { direction: 'toGoogle' }), row('nickname', 'Tags', 'text', { transform: 'list' })];
		expect(decided(from('google', { ...IN_GOOGLE, notes: 'x', nickname: ',' }), {}, rows)).toEqual({
			...{ kind: 'create', on: 'crm', again: false, kept: [] },
			writes: [
				{ row: 0, to: 'crm', value: 'Lee', replaces: '', conflict: false },
				{ row: 1, to: 'crm', value: 'ann@example.org', replaces: '', conflict: false },
			],
		});
		expect(decided(from('crm', { Last_Name: 'Lee', Description: 'x' }), {}, rows)).toMatchObject({ on: 'google', again: false, writes: [{ row: 0 }, { row: 3, to: 'google', value: 'x' }] });
	});

	test('S39: is created without what it cannot hold, and why is told', () => {
		const rows = [...ROWS.slice(0, 2), row('jobTitle', 'Title', 'text', { holds: { maxLength: 3 } }), row('birthday', 'Day', 'number', { transform: 'day' })];
		expect(decided(from('google', { ...IN_GOOGLE, jobTitle: 'Chair', birthday: 'soon' }), {}, rows)).toMatchObject({
			writes: [{ row: 0 }, { row: 1 }],
			kept: [{ row: 2, why: 'notRepresentable', detail: 'The Title holds at most 3 characters' }, { row: 3, why: 'notRepresentable', detail: '"soon" is no date' }],
		});
	});

	test('is created where its side is written to, in the CRM with an address that finds it again', () => {
		expect(inShort(decided(from('google', IN_GOOGLE), { direction: 'crmToGoogle' }))).toBe('exclude onlyInGoogle');
		expect(inShort(decided(from('crm', IN_CRM), { direction: 'googleToCrm' }))).toBe('exclude onlyInCrm');
		expect(inShort(decided(from('google', IN_GOOGLE), { direction: 'googleToCrm' }))).toBe('create crm');
		for (const workEmail of ['', 'ann@nowhere']) expect(inShort(decided(from('google', { ...IN_GOOGLE, workEmail })))).toBe('exclude noEmail');
		expect(inShort(decided({ ...from('crm', IN_CRM), lostCreateAt: 5 }))).toBe('wait lostCreate');
	});
});

describe('a field', () => {
	interface Given {
		agreed?: [string, string];
		google?: string;
		crm?: string;
		times?: [number | null, number | null];
	}

	function field({ agreed, google = '', crm = '', times = [null, null] }: Given, settings: Partial<SyncSettings> = {}, one = row('jobTitle', 'Title')): string {
		const contact: Contact = {
			...ann('in', 'in'),
			google: tree('in', google === '' ? {} : { [one.google]: google }, { modifiedAt: times[0] }),
			crm: tree('in', crm === '' ? {} : { [one.crm]: crm }, { modifiedAt: times[1] }),
			agreed: agreements(1, () => (agreed ? { google: agreed[0], crm: agreed[1] } : null)),
		};
		const decision = decideField(one, 0, contact, { ...new World(settings).settings, rows: [one] });
		switch (decision.kind) {
			case 'write': {
				const { to, value, replaces, conflict } = decision.write;
				return `${to}: "${replaces}" becomes "${value}"${conflict ? ', a conflict' : ''}`;
			}
			case 'keep':
				return ['kept', decision.kept.why, ...(decision.kept.detail === undefined ? [] : [decision.kept.detail])].join(': ');
			default:
				return decision.kind;
		}
	}

	test.each<[Given, Partial<SyncSettings>, string]>([
		[{ agreed: ['a', 'b'], google: 'a', crm: 'b' }, {}, 'settled'],
		[{ agreed: ['a', 'b'], google: ' a', crm: 'b ' }, {}, 'settled'],
		[{ agreed: ['a', 'a'], google: 'b', crm: 'a' }, {}, 'crm: "a" becomes "b"'],
		[{ agreed: ['a', 'a'], google: '', crm: 'a' }, {}, 'crm: "a" becomes ""'],
		[{ agreed: ['a', 'a'], google: 'a', crm: 'b' }, { winner: 'google' }, 'google: "a" becomes "b"'],
		[{ agreed: ['a', 'a'], google: 'b', crm: 'b' }, {}, 'agree'],
		[{ agreed: ['a', 'a'], google: 'b', crm: 'c' }, { winner: 'crm' }, 'google: "b" becomes "c", a conflict'],
		[{ agreed: ['a', 'a'], google: 'b', crm: 'c' }, { winner: 'google' }, 'crm: "c" becomes "b", a conflict'],
		[{ agreed: ['a', 'a'], google: 'b', crm: 'c' }, { winner: 'none' }, 'kept: conflict'],
		[{ agreed: ['a', 'a'], google: '', crm: 'c' }, { winner: 'google' }, 'crm: "c" becomes "", a conflict'],
		[{ agreed: ['a', 'a'], google: 'b', crm: 'c' }, { winner: 'none', direction: 'googleToCrm' }, 'crm: "c" becomes "b"'],
		[{ agreed: ['a', 'a'], google: 'b', crm: 'c' }, { winner: 'none', direction: 'crmToGoogle' }, 'google: "b" becomes "c"'],
		[{ agreed: ['a', 'a'], google: 'a', crm: 'c' }, { direction: 'googleToCrm' }, 'kept: oneWay'],
		[{ agreed: ['a', 'a'], google: 'b', crm: 'a' }, { direction: 'crmToGoogle' }, 'kept: oneWay'],
		[{ google: 'a', crm: 'a' }, {}, 'agree'],
		[{}, {}, 'agree'],
		[{ google: 'a' }, { winner: 'crm' }, 'crm: "" becomes "a"'],
		[{ crm: 'a' }, { winner: 'google' }, 'google: "" becomes "a"'],
		[{ crm: 'a' }, { direction: 'googleToCrm' }, 'kept: oneWay'],
		[{ google: 'a', crm: 'b' }, { winner: 'crm' }, 'google: "a" becomes "b", a conflict'],
		[{ google: 'a', crm: 'b', times: [2, 1] }, { winner: 'newest' }, 'crm: "b" becomes "a", a conflict'],
		[{ google: 'a', crm: 'b', times: [1, 2] }, { winner: 'newest' }, 'google: "a" becomes "b", a conflict'],
		[{ google: 'a', crm: 'b', times: [1, 1] }, { winner: 'newest' }, 'google: "a" becomes "b", a conflict'],
		[{ google: 'a', crm: 'b', times: [1, null] }, { winner: 'newest' }, 'google: "a" becomes "b", a conflict'],
		[{ google: 'a', crm: 'b', times: [null, -1] }, { winner: 'newest' }, 'google: "a" becomes "b", a conflict'],
	])('%p, %p: %s', (given, settings, decision) => {
		expect(field(given, settings)).toBe(decision);
	});

	test('goes where its row goes', () => {
		const toCrm = row('jobTitle', 'Title', 'text', { direction: 'toCrm' });
		expect(field({ agreed: ['a', 'a'], google: 'b', crm: 'c' }, { winner: 'none' }, toCrm)).toBe('crm: "c" becomes "b"');
		expect(field({ agreed: ['a', 'a'], google: 'a', crm: 'c' }, {}, toCrm)).toBe('kept: oneWay');
	});

	test('that people are matched by is not cleared against an edit (S15)', () => {
		const email = row('workEmail', 'Email', 'email');
		for (const winner of ['google', 'crm', 'none'] as const) {
			expect(field({ agreed: ['a@x.org', 'a@x.org'], google: '', crm: 'b@x.org' }, { winner }, email)).toBe('google: "" becomes "b@x.org"');
			expect(field({ agreed: ['a@x.org', 'a@x.org'], google: 'b@x.org', crm: '' }, { winner }, email)).toBe('crm: "" becomes "b@x.org"');
		}
		expect(field({ agreed: ['a@x.org', 'a@x.org'], google: 'b@x.org', crm: 'c@x.org' }, { winner: 'google' }, email)).toBe('crm: "c@x.org" becomes "b@x.org", a conflict');
	});

	test('is compared as its kind is', () => {
		expect(field({ agreed: ['a@x.org', 'a@x.org'], google: 'A@x.org', crm: 'a@X.org' }, {}, row('homeEmail', 'Secondary_Email', 'email'))).toBe('settled');
		expect(field({ google: '+49 30 123456', crm: '030 123456' }, { phoneCountry: 'DE' }, row('workPhone', 'Phone', 'phone'))).toBe('agree');
		expect(field({ agreed: ['+49 30 123456', 'x'], google: '030 123456', crm: 'x' }, { phoneCountry: 'DE' }, row('workPhone', 'Phone', 'phone'))).toBe('settled');
	});

	test('that the target cannot hold stays, and why is told', () => {
		expect(field({ google: 'Chair' }, {}, row('jobTitle', 'Title', 'text', { holds: { maxLength: 3 } }))).toBe('kept: notRepresentable: The Title holds at most 3 characters');
		expect(field({ google: 'soon' }, {}, row('birthday', 'Day', 'number', { transform: 'day' }))).toBe('kept: notRepresentable: "soon" is no date');
	});
});
