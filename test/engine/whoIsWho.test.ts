import fc from 'fast-check';

import { otherSide, SIDES } from '../../nodes/ContactReconcile/engine/model/types';
import type { CreateOperation, FieldValues, SideName } from '../../nodes/shared/protocol';
import { addressKey, emailsOf } from './addressBook';
import { HISTORIES } from './histories';
import { asCrmFields, World } from './world';

/** A record of an address book: who it is, and which addresses it has, of few. */
const record = fc.record({
	given: fc.constantFrom('Ann', 'Bob', 'Anna', 'A.', ''),
	family: fc.constantFrom('Lee', 'Ray', ''),
	emails: fc.dictionary(fc.constantFrom('workEmail', 'homeEmail', 'otherEmail'), fc.nat(5).map((number) => `p${number}@example.org`), { minKeys: 1, noNullPrototype: true }),
	inScope: fc.constantFrom(true, true, true, false),
});

const books = fc.record({ google: fc.array(record, { maxLength: 5 }), crm: fc.array(record, { maxLength: 5 }) });

function fieldsOf(side: SideName, { given, family, emails }: { given: string; family: string; emails: FieldValues }): FieldValues {
	const fields = { givenName: given, familyName: family, ...emails };
	return side === 'google' ? fields : { ...asCrmFields(fields), Last_Name: family || given || 'x' };
}

function holders(world: World, side: SideName, address: string): string[] {
	return [...world.books[side].records.values()].filter((one) => emailsOf(one).map(addressKey).includes(address)).map(({ id }) => id);
}

/** Of each who has one of the addresses on the side where the record is created, the counterpart has it on the other side. */
function isShared(world: World, { side, contact }: CreateOperation): boolean {
	const source = otherSide(side);
	const id = contact[source] ?? '';
	return emailsOf(world.get(source, id)).map(addressKey).every((address) => {
		const sharers = holders(world, source, address);
		return holders(world, side, address).every((holder) => {
			const known = world.state.contacts.find((one) => one[side]?.id === holder)?.[source]?.id;
			return known === id || (known !== undefined && sharers.includes(known));
		});
	});
}

test('whatever two address books hold, nobody is created beside a record with one of the addresses, unless the users share it between the two', () => {
	fc.assert(
		fc.property(books, fc.boolean(), (given, linkDifferentNames) => {
			const world = new World({ linkDifferentNames });
			for (const side of SIDES) for (const one of given[side]) world.add(side, fieldsOf(side, one), { inScope: one.inScope });
			for (let run = 0; run < 5; run++) {
				const { writes, results } = world.sync();
				const made = writes.filter((write, index): write is CreateOperation => write.op === 'create' && results[index].outcome === 'written');
				for (const create of made) expect([create, isShared(world, create)]).toEqual([create, true]);
			}
			expect(world.sync().writes.filter(({ op }) => op !== 'create')).toEqual([]);
		}),
		{ numRuns: HISTORIES },
	);
});

test('of many people who have any address in common nobody is created twice', () => {
	const world = new World();
	const labels = ['workEmail', 'homeEmail', 'otherEmail'];
	for (let number = 0; number < 1_000; number++) {
		const [a, b] = [`a${number}@example.org`, `b${number}@example.org`];
		const name = { givenName: `G${number}`, familyName: `N${number}` };
		world.add('google', { ...name, [labels[number % 3]]: a, [labels[(number + 1 + (number % 2)) % 3]]: b });
		world.add('crm', { First_Name: name.givenName, Last_Name: name.familyName, [number % 4 < 2 ? 'Email' : 'Secondary_Email']: number % 5 < 2 ? a : b });
	}
	for (let run = 0; run < 3; run++) world.sync();
	expect([world.size('google'), world.size('crm')]).toEqual([1_000, 1_000]);
	expect(world.state.contacts.filter(({ google, crm }) => google && crm)).toHaveLength(1_000);
});
