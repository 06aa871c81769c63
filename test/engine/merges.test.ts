import type { DetachReason, Pair, Presence } from '../../nodes/ContactReconcile/engine/model/types';
import { otherSide, SIDES } from '../../nodes/ContactReconcile/engine/model/types';
import type { SideName } from '../../nodes/shared/protocol';
import { crm, google, match } from './matching';

/* S21, S22 and S355 to S357: whether a record that is gone went into another one, which is told by what that one has of it. */

interface Person {
	/** Given and family name. */
	name?: string;
	phone?: string;
	email?: string;
	second?: string;
	presence?: Presence;
}

const [NUMBER, ANN, BEA, FAMILY] = ['555 010 0199', 'ann@example.org', 'bea@example.org', 'family@example.org'];

function record(side: SideName, id: string, { name = '', phone = '', email = '', second = '', presence }: Person): Pair {
	const [given, family] = name.split(' ');
	if (side === 'google') return google(id, { givenName: given, familyName: family ?? '', workPhone: phone, workEmail: email, homeEmail: second }, presence);
	return crm(id, { First_Name: given, Last_Name: family ?? '', Phone: phone, Email: email, Secondary_Email: second }, presence);
}

/** Somebody in sync, who shows the one on a side and the other on the other side. */
const both = (id: string, side: SideName, own: Person, other: Person = own): Pair => ({ ...record(side, id, own), [otherSide(side)]: record(otherSide(side), id, other)[otherSide(side)] });

/** Somebody whose record on a side is gone, and what it was like. */
const lost = (id: string, side: SideName, gone: Person, left: Person = gone): Pair => both(id, side, { ...gone, presence: 'gone' }, left);

/** Why each of them is set aside. */
const after = (contacts: Pair[], passed: Pair[] = []): Array<DetachReason | null> => {
	match(contacts, {}, passed);
	return contacts.map(({ detached }) => detached);
};

describe.each(SIDES)('a record that is gone in %s', (side) => {
	const [ann, bea] = [{ name: 'Ann Lee' }, { name: 'Bea Ray' }];

	test.each<[string, boolean, Person, Person, Person, Person]>([
		['who has the full name', true, ann, ann, ann, ann],
		['who has the full name, in whatever order', true, ann, ann, { name: 'LEE Ann' }, bea],
		['who has the full name of the counterpart', true, bea, ann, ann, bea],
		['who has the full name, and is outside the group or view', true, ann, ann, { ...ann, presence: 'out' }, ann],
		['who has the full name, and is gone as well', false, ann, ann, { ...ann, presence: 'gone' }, ann],
		['who has half the name', false, ann, ann, { name: 'Lee' }, ann],
		['of another name', false, ann, ann, bea, bea],
		['who has got the number, whatever the name', true, { ...ann, phone: NUMBER }, ann, { ...bea, phone: NUMBER }, bea],
		['who has got the number of the counterpart', true, ann, { ...ann, phone: NUMBER }, { ...bea, phone: NUMBER }, bea],
		['who has another number', false, { ...ann, phone: NUMBER }, ann, { ...bea, phone: '555 010 0177' }, bea],
		['who had the number before', false, { ...ann, phone: NUMBER }, ann, { ...bea, phone: NUMBER }, { ...bea, phone: NUMBER }],
		['who had the number before, and may be called the same', true, { ...ann, phone: NUMBER }, ann, { name: 'A. Lee', phone: NUMBER }, { name: 'A. Lee', phone: NUMBER }],
		['who had the number before, and may be called as one of the two records', true, { name: 'Bea Fox', phone: NUMBER }, ann, { name: 'B. Fox', phone: NUMBER }, { name: 'B. Fox', phone: NUMBER }],
		['who had the number before, and has no name', false, { ...ann, phone: NUMBER }, ann, { phone: NUMBER }, { phone: NUMBER }],
		['who has the full name, of one that had an address', false, { ...ann, email: ANN }, ann, ann, ann],
		['who has the full name, of one whose counterpart has an address', false, ann, { ...ann, second: ANN }, ann, ann],
		['who has the full name and an address', true, ann, ann, { ...ann, email: ANN }, { ...ann, email: ANN }],
	])('without an address is seen as merged into one in sync %s: %s', (_what, isMerged, gone, left, own, other) => {
		expect(after([lost('a', side, gone, left), both('b', side, own, other)])).toEqual([isMerged ? 'merged' : null, null]);
		expect(after([both('b', side, own, other), lost('a', side, gone, left)])).toEqual([null, isMerged ? 'merged' : null]);
	});

	test('alone, or beside others that are gone, is merged into none', () => {
		for (const person of [{ ...ann, phone: NUMBER }, { ...ann, email: ANN }]) {
			expect(after([lost('a', side, person)])).toEqual([null]);
			expect(after([lost('a', side, person), lost('b', side, person)])).toEqual([null, null]);
			expect(after([lost('a', side, person), lost('b', otherSide(side), bea)])).toEqual([null, null]);
		}
	});

	test('is set aside together with others that went the same way, and each only once', () => {
		expect(after([lost('a', side, ann), lost('b', side, { ...ann, phone: NUMBER }), both('c', side, ann)])).toEqual(['merged', 'merged', null]);
		expect(after([{ ...lost('a', side, ann), detached: 'leftView' }, both('c', side, ann)])).toEqual(['leftView', null]);
		expect(after([{ ...lost('a', side, { email: ANN }), detached: 'leftView' }, both('c', side, { email: ANN })])).toEqual(['leftView', null]);
	});

	test('who never had a counterpart is not set aside', () => {
		expect(after([both('a', side, ann), record(side, 'b', ann), record(otherSide(side), 'c', bea)])).toEqual([null, null, null]);
		expect(after([both('a', side, { email: ANN }), record(side, 'b', { email: ANN })])).toEqual([null, null]);
	});

	test('is seen as merged into one of somebody who is forgotten', () => {
		expect(after([lost('a', side, ann)], [record(side, 'f', ann)])).toEqual(['merged']);
		expect(after([lost('a', side, { ...ann, email: ANN })], [record(side, 'f', { email: BEA, second: ANN })])).toEqual(['merged']);
		expect(after([lost('a', side, ann)], [record(side, 'f', bea)])).toEqual([null]);
	});

	test.each<[string, boolean, Person, Person, Person[]]>([
		['has its address', true, { ...ann, email: ANN }, { ...ann, email: ANN }, [{ ...ann, email: ANN }]],
		['has its address as a further one, whatever the name', true, { ...ann, email: ANN }, { ...ann, email: ANN }, [{ ...bea, email: BEA, second: ANN }]],
		['has the address that it had, and not its counterpart', true, { ...ann, email: ANN }, { ...ann, email: 'lee@example.org' }, [{ ...bea, email: BEA, second: ANN }]],
		['has the address of its counterpart', true, { ...ann, email: ANN }, { ...ann, email: 'lee@example.org' }, [{ ...bea, email: BEA, second: 'lee@example.org' }]],
		['has none of its addresses', false, { ...ann, email: ANN }, { ...ann, email: ANN }, [{ ...ann, email: BEA }]],
		['shares a further address, and is surely somebody else', false, { ...ann, email: ANN, second: FAMILY }, { ...ann, email: ANN }, [{ ...bea, email: BEA, second: FAMILY }]],
		['shares a further address, and may be called the same', true, { ...ann, email: ANN, second: FAMILY }, { ...ann, email: ANN }, [{ name: 'A. Lee', email: BEA, second: FAMILY }]],
		['shares a further address, as somebody else does', true, { ...ann, email: ANN, second: FAMILY }, { ...ann, email: ANN }, [{ ...bea, email: BEA, second: FAMILY }, { name: 'A. Lee', email: 'lee@example.org', second: FAMILY }]],
		['shares a further address of one that had no main one', true, { ...ann, second: FAMILY }, { ...ann }, [{ ...bea, email: BEA, second: FAMILY }]],
	])('is seen as merged into one in sync that %s: %s', (_what, isMerged, gone, left, others) => {
		const found = after([lost('a', side, gone, left), ...others.map((other, index) => both(`b${index}`, side, other))]);
		expect(found).toEqual([isMerged ? 'merged' : null, ...others.map(() => null)]);
	});
});

test('of those who share an address or a number of a crowd only a namesake may have taken somebody in', () => {
	const person = (number: number): Person => ({ name: `Ann Lee${number}`, email: `${number}@example.org`, second: FAMILY });
	const half = 2_000;
	const gone = Array.from({ length: half }, (_, number) => lost(`g${number}`, 'crm', person(number)));
	const live = Array.from({ length: half }, (_, number) => both(`l${number}`, 'crm', { ...person(half + number), ...(number === 3 && { name: 'Ann Lee5' }) }));
	expect(after([...gone, ...live, google('seeker', { homeEmail: FAMILY })]).flatMap((reason, place) => (reason ? [[place, reason]] : []))).toEqual([[5, 'merged']]);
	const nameless = [...gone, ...live].map((pair, place) => ({ ...pair, ...both(`n${place}`, 'crm', { name: `Ann Lee${place}`, phone: NUMBER, presence: pair.crm?.presence }, { name: `Ann Lee${place}`, phone: NUMBER }) }));
	expect(after(nameless)).toEqual(nameless.map(() => null));
});
