import type { FieldWrite } from '../../nodes/ContactReconcile/engine/decide/field';
import { operationsFor } from '../../nodes/ContactReconcile/engine/plan/operations';
import type { Change, DecisionContext } from '../../nodes/ContactReconcile/engine/decide/decision';
import type { Pair, SyncSettings } from '../../nodes/ContactReconcile/engine/model/types';
import { contactWith, ROWS, settingsWith, TITLE_ROW, tree } from './decisionInput';
import { World } from './world';

const RUN = { id: 'run', syncName: 'test', onlyEmailAsWork: true };
const BASE = { kind: 'operation', run: RUN };

/** The operations of a change over a contact, in a state that holds these contacts besides. */
function operations(contact: Pair, change: Change, others: Pair[] = [], settings: Partial<SyncSettings> = {}, more: Partial<DecisionContext> = {}) {
	const { state } = new World();
	state.contacts = [...others, contact];
	state.sides.google.scope = 'group';
	const context = { settings: settingsWith(settings), rows: ROWS, ambiguous: new Map(), ...more };
	return operationsFor(contact, change, context, state, RUN);
}

const compared = (writes: FieldWrite[], join: boolean): Change => ({ kind: 'compare', agree: [], writes, kept: [], join });

const title = (to: 'google' | 'crm', value: string) => ({ row: TITLE_ROW, to, value, replaces: 'Clerk', conflict: false });

test('an update sets what differs on each side, expects what is there, and joins the group only in Google', () => {
	const writes = [title('google', 'Chair'), { ...title('crm', 'Lee'), row: 0, replaces: 'Le' }];
	const contact = { google: 'google', crm: 'crm' };
	expect(operations(contactWith(), compared(writes, true))).toEqual([
		{ ...BASE, side: 'google', scope: 'group', contact, op: 'update', id: 'google', set: { jobTitle: 'Chair' }, expect: { jobTitle: 'Clerk' }, join: true },
		{ ...BASE, side: 'crm', scope: '', contact, op: 'update', id: 'crm', set: { Last_Name: 'Lee' }, expect: { Last_Name: 'Le' }, join: false },
	]);
	expect(operations(contactWith(), compared(writes, false))).toMatchObject([{ join: false }, { join: false }]);
});

describe('a Google contact with lists and one name', () => {
	const lists = { email: [{ label: 'work', parts: { value: 'ann@example.org' } }], organization: [{ label: '', parts: { title: 'Clerk' } }] };
	const contact = (): Pair => contactWith({ google: tree('google', { lists, oneName: true }) });

	test('is updated where the field lies in them, and its CRM record is not told of them', () => {
		const [google, crm] = operations(contact(), compared([title('google', 'Chair'), { ...title('crm', 'Lee'), row: 0 }], false));
		expect(google).toMatchObject({ lists: [{ kind: 'organization', expect: lists.organization, changes: [{ place: 0, parts: { title: 'Chair' } }] }], oneName: true });
		expect(crm).not.toHaveProperty('lists');
		expect(crm).not.toHaveProperty('oneName');
	});

	test('is deleted as it lies there; of its CRM record the fields are expected alone', () => {
		const [google] = operations(contact(), { kind: 'delete', on: 'google' });
		expect(google).toMatchObject({ lists: { email: lists.email, organization: lists.organization }, oneName: true });
		const [crm] = operations(contact(), { kind: 'delete', on: 'crm' });
		expect(crm).not.toHaveProperty('lists');
		expect(crm).not.toHaveProperty('oneName');
	});
});

test('who is only to join the group is an update of nothing', () => {
	expect(operations(contactWith(), compared([], true))).toMatchObject([{ side: 'google', set: {}, expect: {}, join: true }]);
});

/** The only entry of a new contact's organisations. */
const CHAIR = { kind: 'organization', expect: [], changes: [{ place: null, label: '', parts: { title: 'Chair' } }] };

describe('a create names only the record that exists', () => {
	const decision = (on: 'google' | 'crm'): Change => ({ kind: 'create', on, writes: [title(on, 'Chair')], fixed: {}, kept: [], again: false });

	test('in Google with the CRM record that it is made for', () => {
		const [create] = operations(contactWith({ google: tree('google', { presence: 'gone' }) }), decision('google'));
		expect(create).toEqual({ ...BASE, side: 'google', scope: 'group', contact: { google: null, crm: 'crm' }, op: 'create', set: { jobTitle: 'Chair' }, lists: [CHAIR], match: null, origin: { syncName: 'test', crmId: 'crm' } });
	});

	test('in the CRM with the address that is looked up before', () => {
		const [create] = operations(contactWith({ crm: null }), decision('crm'));
		expect(create).toEqual({ ...BASE, side: 'crm', scope: '', contact: { google: 'google', crm: null }, op: 'create', set: { Title: 'Chair' }, match: { field: 'Email', value: 'ann@example.org' }, origin: null });
	});

	test('in the CRM, without its old one', () => {
		expect(operations(contactWith({ crm: tree('crm', { presence: 'gone' }) }), decision('crm'))).toMatchObject([{ contact: { google: 'google', crm: null }, origin: null }]);
	});

	const named = { fields: { given: [], family: ['Last_Name'], whole: [], company: [] }, mandatory: 'Last_Name', address: 'Email' };

	test('in the CRM with the name that is looked up where there is no main address, and who is known to be another one', () => {
		const contact = contactWith({ google: tree('google', { fields: { familyName: 'Lee' } }), crm: null });
		expect(operations(contact, decision('crm'))).toMatchObject([{ match: null, origin: null, named: { ...named, others: [] } }]);
		expect(operations(contact, decision('crm'), [], {}, { namesakes: new Map([[contact, new Set(['9'])]]) })).toMatchObject([{ named: { ...named, others: ['9'] } }]);
		const other = contactWith({ google: tree('google', { fields: { familyName: 'Lee' }, otherEmails: ['lee@example.org', 'a@example.org'] }), crm: null });
		expect(operations(other, decision('crm'))).toMatchObject([{ match: { field: 'Email', value: 'lee@example.org', others: ['a@example.org'] }, named }]);
	});

	test('in the CRM with every other address, but those that it shares with people whom its users know', () => {
		const contact = contactWith({ google: tree('google', { otherEmails: ['a@example.org', 'b@example.org'] }), crm: null });
		const [alone] = operations(contact, decision('crm'));
		expect(alone).toMatchObject({ match: { value: 'ann@example.org', others: ['a@example.org', 'b@example.org'] } });
		expect(alone).not.toHaveProperty('named');
		const sharing = new Map([[contact, { addresses: new Set(['b@example.org']), others: new Set(['7']) }]]);
		expect(operations(contact, decision('crm'), [], {}, { sharing })).toMatchObject([{ match: { value: 'ann@example.org', others: ['a@example.org'], shared: { addresses: ['b@example.org'], by: ['7'] } } }]);
	});
});

test('F19: a deletion expects every field that was read, empty ones too', () => {
	const [deletion] = operations(contactWith({ google: tree('google', { fields: { familyName: 'Lee' } }) }), { kind: 'delete', on: 'google' });
	expect(deletion).toEqual({ ...BASE, side: 'google', scope: 'group', contact: { google: 'google', crm: 'crm' }, op: 'delete', id: 'google', expect: { familyName: 'Lee', nameSuffix: '', givenName: '', company: '', workEmail: '', jobTitle: '' } });
});

test('S54: the deletion of a double names the contact that stays', () => {
	const origin = { syncName: 'test', crmId: 'crm' };
	const double = contactWith({ google: tree('google', { id: 'double', origin }), crm: null });
	const stranger = contactWith({ google: tree('google', { id: 'stranger' }), crm: tree('crm', { id: 'other' }) });
	const remove = (...others: Pair[]) => operations(double, { kind: 'delete', on: 'google', double: true }, others)[0];
	expect(remove(contactWith({ crm: null }), stranger, contactWith())).toMatchObject({ op: 'delete', id: 'double', twin: 'google' });
	expect([remove(stranger), remove(contactWith({ google: null }))]).toMatchObject([{ twin: '' }, { twin: '' }]);
});
