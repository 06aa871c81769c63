import { NOTHING_AGREED } from '../../nodes/ContactReconcile/engine/agreement';
import { matchContacts } from '../../nodes/ContactReconcile/engine/match';
import { emptyState } from '../../nodes/ContactReconcile/engine/state';
import { newContact } from '../../nodes/ContactReconcile/engine/trees';
import type { Presence, RecordTree } from '../../nodes/ContactReconcile/engine/types';
import { links } from '../scenarios/pairs';
import { ANN } from './people';
import { World } from './world';

function tree(id: string, presence: Presence, fields: Record<string, string>): RecordTree {
	return { id, presence, modifiedAt: null, fields, otherEmails: [], origin: null, partial: false };
}

test.each<[Presence, boolean]>([['in', false], ['out', true]])('two records of one e-mail become one contact; a Google contact that is "%s" is to join the group: %s', (presence, joining) => {
	const state = emptyState();
	state.contacts = [
		newContact('google', tree('people/c1', presence, { workEmail: 'ann@example.org' })),
		newContact('crm', tree('1', 'in', { Email: 'Ann@example.org' })),
	];
	expect(matchContacts(state, new World().settings).size).toBe(0);
	expect(state.contacts).toMatchObject([{ google: { id: 'people/c1' }, crm: { id: '1' }, agreed: NOTHING_AGREED, joining }]);
});

test('who is in the CRM outside the list view is not put back into the group that the contact leaves', () => {
	const world = new World();
	const google = world.add('google', ANN);
	const hidden = world.add('crm', { Email: ANN.workEmail, Last_Name: 'Lee' }, { inScope: false });
	world.sync();
	world.sync();
	expect(links(world)).toEqual([]);
	world.books.google.setScope(google, false);
	world.books.crm.setScope(hidden, true);
	expect(world.sync().writes).toEqual([]);
	expect(world.get('google', google).inScope).toBe(false);
});
