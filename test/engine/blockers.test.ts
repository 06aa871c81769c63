import { agreedWith, AGREED, contactWith, edited, EMAIL_ROW, ROWS, settingsWith, tree } from './decisionInput';
import { circlesOf, noteBlockers, stillWaiting } from '../../nodes/ContactReconcile/engine/decide/blockers';
import type { Change, DecisionContext } from '../../nodes/ContactReconcile/engine/decide/decision';
import { decide } from '../../nodes/ContactReconcile/engine/decide/person';
import { fail } from '../../nodes/ContactReconcile/engine/model/draft';
import type { Pair, Failure, Presence } from '../../nodes/ContactReconcile/engine/model/types';
import type { SideName, WriteError, WriteResult } from '../../nodes/shared/protocol';

/*
 * S15, S50: who holds a value that only one record may have. People have the ids `google N` and `crm N`; whoever is edited
 * has a new address in Google, which is to go to the CRM.
 */

const CONTEXT: DecisionContext = { settings: settingsWith(), rows: ROWS, ambiguous: new Map() };

const FAILURE: Failure = { attempts: 1, retryAt: 0, code: 'DUPLICATE_DATA', message: '', fingerprint: '' };

/** A person whose records hold one address each; `to` is what Google shows by now. */
function person(number: number, address: string, to = address): Pair {
	return contactWith({
		google: edited('google', { workEmail: to }, { id: `google ${number}` }),
		crm: edited('crm', { Email: address }, { id: `crm ${number}` }),
		agreed: agreedWith(EMAIL_ROW, address, address),
	});
}

function refused(contact: Pair, more: { side?: SideName; error?: WriteError } = {}) {
	const { side = 'crm', error = { code: 'DUPLICATE_DATA', message: '', field: 'Email' } } = more;
	fail(contact, FAILURE);
	return { contact, result: { side, error } as WriteResult };
}

function blockersOf(contacts: Pair[], ...refusals: Array<ReturnType<typeof refused>>) {
	noteBlockers(contacts, refusals, CONTEXT);
	return refusals.map(({ contact }) => contact.failure?.blockers);
}

describe('who is noted as the holder of a value', () => {
	const ann = (): Pair => person(1, 'ann@example.org', 'bob@example.org');
	const holds = [{ side: 'crm', field: 'Email', id: 'crm 2' }];

	test.each(['bob@example.org', 'BOB@example.org', ' bob@example.org '])('the one other record that shows %j', (address) => {
		const [one, other] = [ann(), person(2, address)];
		expect(blockersOf([one, other, person(3, 'cid@example.org')], refused(one))).toEqual([holds]);
	});

	test('nobody where several show it, where nobody does, and not the refused record itself', () => {
		const one = ann();
		expect(blockersOf([one, person(2, 'bob@example.org'), person(3, 'bob@example.org')], refused(one))).toEqual([undefined]);
		const alone = ann();
		expect(blockersOf([alone, person(3, '')], refused(alone))).toEqual([undefined]);
		const own = contactWith({ google: edited('google', { jobTitle: 'CLERK' }, { id: 'google 1' }), crm: tree('crm', { id: 'crm 1' }) });
		expect(blockersOf([own], refused(own, { error: { code: 'X', message: '', field: 'Title' } }))).toEqual([undefined]);
	});

	test('a record that is deleted holds nothing', () => {
		const [one, other] = [ann(), contactWith({ google: null, crm: tree('crm', { id: 'crm 2', presence: 'gone', fields: { ...AGREED.crm, Email: 'bob@example.org' } }) })];
		expect(blockersOf([one, other], refused(one))).toEqual([undefined]);
	});

	test('a contact that so far exists on one side only holds its value, too', () => {
		const [one, other] = [ann(), contactWith({ google: null, crm: edited('crm', { Email: 'bob@example.org' }, { id: 'crm 2' }) })];
		expect(blockersOf([one, other], refused(one))).toEqual([holds]);
		const made = contactWith({ google: edited('google', { workEmail: 'bob@example.org' }, { id: 'google 1' }), crm: null });
		expect(blockersOf([made, other], refused(made))).toEqual([holds]);
	});

	test('only fields that the refusal may mean count: the named one, on the side that refused', () => {
		const both = (): Pair => {
			const one = ann();
			return { ...one, google: edited('google', { workEmail: 'bob@example.org', jobTitle: 'Chair' }, { id: 'google 1' }) };
		};
		const other = person(2, 'bob@example.org');
		const chair = { ...other, crm: edited('crm', { Email: 'bob@example.org', Title: 'Chair' }, { id: 'crm 2' }), google: edited('google', { workEmail: 'bob@example.org', jobTitle: 'Chair' }, { id: 'google 2' }) };
		const [named, unnamed, elsewhere] = [both(), both(), both()];
		expect(blockersOf([named, chair], refused(named))).toEqual([holds]);
		const fields = blockersOf([unnamed, chair], refused(unnamed, { error: { code: 'X', message: '' } }))[0]?.map(({ field }) => field);
		expect(fields).toEqual(['Email', 'Title']);
		expect(blockersOf([elsewhere, chair], refused(elsewhere, { side: 'google', error: { code: 'X', message: '' } }))).toEqual([undefined]);
	});

	test('in Google as in the CRM', () => {
		const one = contactWith({ google: tree('google', { id: 'google 1' }), crm: edited('crm', { Email: 'bob@example.org' }, { id: 'crm 1' }) });
		expect(blockersOf([one, person(2, 'bob@example.org')], refused(one, { side: 'google', error: { code: 'X', message: '' } }))).toEqual([[{ side: 'google', field: 'workEmail', id: 'google 2' }]]);
	});

	test('a value that is to be cleared is nobody\'s', () => {
		const one = contactWith({ google: edited('google', { jobTitle: '' }, { id: 'google 1' }), crm: tree('crm', { id: 'crm 1' }) });
		expect(blockersOf([one, contactWith({ google: null, crm: edited('crm', { Title: '' }, { id: 'crm 2' }) })], refused(one, { error: { code: 'X', message: '', field: 'Title' } }))).toEqual([undefined]);
	});

	test('a contact of which no failure is noted gets none', () => {
		const one = ann();
		noteBlockers([one, person(2, 'bob@example.org')], [{ contact: one, result: { side: 'crm' } as WriteResult }], CONTEXT);
		expect(one.failure).toBeNull();
	});
});

interface Planned {
	contact: Pair;
	decision: Change;
}

/** Somebody who was refused the address of another one. */
function blocked(number: number, address: string, to: string, by: number): Planned {
	const contact = person(number, address, to);
	fail(contact, { ...FAILURE, blockers: [{ side: 'crm', field: 'Email', id: `crm ${by}` }] });
	return planned(contact);
}

function planned(contact: Pair): Planned {
	return { contact, decision: decide(contact, CONTEXT) as Change };
}

/** Who still waits when these are planned and these are not due, by their CRM records. */
function waiting(all: Planned[], notDue: Planned[], others: Pair[] = []): string[] {
	const left = stillWaiting(all, new Set(notDue), [...all.map(({ contact }) => contact), ...others], CONTEXT);
	return [...left].map(({ contact }) => contact.crm?.id ?? '');
}

describe('who waits after a failure', () => {
	test('whoever is not due, as long as the holder keeps the value', () => {
		const one = blocked(1, 'ann@example.org', 'bob@example.org', 2);
		expect(waiting([one], [one], [person(2, 'bob@example.org')])).toEqual(['crm 1']);
		const other = planned(contactWith({ failure: FAILURE, crm: tree('crm', { id: 'crm 3' }), google: edited('google', { jobTitle: 'Chair' }) }));
		expect(waiting([other], [other])).toEqual(['crm 3']);
	});

	test('nobody whose holder has given the value up, is deleted, or is not known any more', () => {
		const one = () => blocked(1, 'ann@example.org', 'bob@example.org', 2);
		const presence = (where: Presence, address: string): Pair => contactWith({ google: null, crm: edited('crm', { Email: address }, { id: 'crm 2', presence: where }) });
		for (const others of [[presence('in', 'new@example.org')], [presence('gone', 'bob@example.org')], []]) {
			const first = one();
			expect(waiting([first], [first], others)).toEqual([]);
		}
		const first = one();
		expect(waiting([first], [first], [presence('out', 'bob@example.org')])).toEqual(['crm 1']);
	});

	test('nobody whose holder gives the value up in this run; the holder may have waited for another one', () => {
		const one = blocked(1, 'ann@example.org', 'bob@example.org', 2);
		const two = planned(person(2, 'bob@example.org', 'new@example.org'));
		expect(waiting([one, two], [one])).toEqual([]);
		const late = blocked(2, 'bob@example.org', 'cid@example.org', 3);
		expect(waiting([one, late], [one, late], [person(3, 'cid@example.org')])).toEqual(['crm 1', 'crm 2']);
		expect(waiting([one, late], [one, late], [person(3, 'new@example.org')])).toEqual([]);
	});

	test('a holder who is to be deleted gives up all', () => {
		const one = blocked(1, 'ann@example.org', 'bob@example.org', 2);
		const deleted = { contact: person(2, 'bob@example.org'), decision: { kind: 'delete', on: 'crm' } as Change };
		expect(waiting([one, deleted], [one])).toEqual([]);
		expect(waiting([one, { ...deleted, decision: { kind: 'delete', on: 'google' } }], [one])).toEqual(['crm 1']);
	});

	test('a holder who only changes something else keeps it', () => {
		const one = blocked(1, 'ann@example.org', 'bob@example.org', 2);
		const holder = person(2, 'bob@example.org');
		const two = planned({ ...holder, google: edited('google', { workEmail: 'bob@example.org', jobTitle: 'Chair' }, { id: 'google 2' }) });
		expect(waiting([one, two], [one])).toEqual(['crm 1']);
	});

	test('nobody who wants another value by now, or none there', () => {
		const one = blocked(1, 'ann@example.org', 'new@example.org', 2);
		expect(waiting([one], [one], [person(2, 'bob@example.org')])).toEqual([]);
		const { contact } = blocked(1, 'ann@example.org', 'ann@example.org', 2);
		const other = planned({ ...contact, crm: edited('crm', { Email: 'bob@example.org' }, { id: 'crm 1' }) });
		expect(waiting([other], [other], [person(2, 'bob@example.org')])).toEqual([]);
	});

	test('whoever writes more than the value that is held', () => {
		const { contact } = blocked(1, 'ann@example.org', 'bob@example.org', 2);
		const one = planned({ ...contact, google: edited('google', { familyName: 'Ray', workEmail: 'bob@example.org' }, { id: 'google 1' }) });
		expect(waiting([one], [one], [person(2, 'bob@example.org')])).toEqual(['crm 1']);
	});

	test('nobody of whose several holders one has let go', () => {
		const one = blocked(1, 'ann@example.org', 'bob@example.org', 2);
		const [kept] = one.contact.failure?.blockers ?? [];
		fail(one.contact, { ...FAILURE, blockers: [kept, { ...kept, id: 'crm 3' }] });
		expect(waiting([one], [one], [person(2, 'bob@example.org'), person(3, 'bob@example.org')])).toEqual(['crm 1']);
		expect(waiting([one], [one], [person(2, 'bob@example.org'), person(3, 'new@example.org')])).toEqual([]);
	});

	test('a holder gives the value up whatever else is written, and not by taking it to the other side', () => {
		const one = blocked(1, 'ann@example.org', 'bob@example.org', 2);
		const holder = person(2, 'bob@example.org');
		const leaving = planned({ ...holder, google: edited('google', { workEmail: 'new@example.org', jobTitle: 'Chair' }, { id: 'google 2' }) });
		expect(waiting([one, leaving], [one])).toEqual([]);
		const taking = planned({ ...person(2, 'old@example.org'), crm: edited('crm', { Email: 'bob@example.org' }, { id: 'crm 2' }) });
		expect(waiting([one, taking], [one])).toEqual(['crm 1']);
	});
});

describe('who can only go together', () => {
	const circles = (...all: Planned[]): Array<[string, string[]]> => {
		const id = ({ contact }: Planned): string => contact.crm?.id ?? '';
		return [...circlesOf(all, all.map(({ contact }) => contact), CONTEXT)].map(([one, group]) => [id(one), group.map(id).sort()]);
	};

	test('the two of a swap, and the three of a longer circle', () => {
		const [a, b] = [blocked(1, 'a@example.org', 'b@example.org', 2), blocked(2, 'b@example.org', 'a@example.org', 1)];
		expect(circles(a, b)).toEqual([['crm 1', ['crm 1', 'crm 2']], ['crm 2', ['crm 1', 'crm 2']]]);
		const round = [blocked(1, 'a@example.org', 'b@example.org', 2), blocked(2, 'b@example.org', 'c@example.org', 3), blocked(3, 'c@example.org', 'a@example.org', 1)];
		expect(circles(...round).map(([one, group]) => [one, group.length])).toEqual([['crm 1', 3], ['crm 2', 3], ['crm 3', 3]]);
	});

	test('not one who waits for somebody of a circle without being in it, nor a mere chain, nor one alone', () => {
		const swap = [blocked(1, 'a@example.org', 'b@example.org', 2), blocked(2, 'b@example.org', 'a@example.org', 1)];
		expect(circles(...swap, blocked(3, 'c@example.org', 'a@example.org', 1)).map(([one]) => one)).toEqual(['crm 1', 'crm 2']);
		expect(circles(blocked(1, 'a@example.org', 'b@example.org', 2), blocked(2, 'b@example.org', 'c@example.org', 3))).toEqual([]);
		expect(circles(swap[0])).toEqual([]);
		const held = swap[1].contact.failure?.blockers ?? [];
		fail(swap[1].contact, { ...FAILURE, blockers: [...held, { ...held[0], id: 'crm 9' }] });
		expect(circles(...swap)).toEqual([['crm 1', ['crm 1', 'crm 2']], ['crm 2', ['crm 1', 'crm 2']]]);
		expect(circles(planned(person(1, 'a@example.org', 'b@example.org')), planned(person(2, 'b@example.org', 'a@example.org')))).toEqual([]);
	});
});
