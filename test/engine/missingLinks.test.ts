import { dropFoundLinks, keepMissing, missingAfter, missingLinks, whyUnlinked } from '../../nodes/ContactReconcile/engine/observe/missingLinks';
import { emptyState } from '../../nodes/ContactReconcile/engine/model/memory';
import type { LinkName, LinkProblem, MissingLink, WriteResult } from '../../nodes/shared/protocol';
import { mappedRow, settingsWith } from './decisionInput';
import { cursorOf, readingOf } from './parts';

const COMPANY = mappedRow({ google: 'company', crm: 'Account_Name' }, { crm: { kind: 'lookup' } });

const acme = (why: LinkProblem, name = 'Acme'): MissingLink => ({ field: 'Account_Name', name, why });

function stateMissing(...missing: MissingLink[]) {
	const state = emptyState();
	keepMissing(state, missing);
	return state;
}

/** What waits after a reading of the CRM that found these names. */
function after(missing: MissingLink[], mode: 'full' | 'changes', linkable: LinkName[] = []) {
	const state = stateMissing(...missing);
	dropFoundLinks(state, readingOf('crm', { cursor: cursorOf('crm', { mode, linkable }) }));
	return state.sides.crm.unlinked ?? [];
}

test('S99: a name waits until a reading finds it, however it is spelled', () => {
	expect(after([acme('none'), acme('several', 'Bell')], 'changes', [{ field: 'Account_Name', name: 'ACME\u00a0' }])).toEqual([acme('several', 'Bell')]);
	expect(after([acme('none')], 'changes', [{ field: 'Other', name: 'Acme' }])).toEqual([acme('none')]);
	expect(after([], 'changes')).toEqual([]);
});

test('S100: an account whose creation was refused or not answered is tried again in a full check only', () => {
	const all = [acme('none'), acme('several', 'Bell'), acme('refused', 'Coda'), acme('lost', 'Dorn')];
	expect(after(all, 'changes')).toEqual(all);
	expect(after(all, 'full')).toEqual(all.slice(0, 2));
});

test.each<[LinkProblem, boolean, string | undefined]>([
	['none', false, 'create it there'],
	['none', true, undefined],
	['several', true, 'choose the right one'],
	['refused', true, 'refused to create'],
	['lost', true, 'not known'],
])('S98: a name of which there is %s (accounts are created: %s) is told as %s', (why, createAccounts, words) => {
	const settings = settingsWith({ createAccounts });
	const found = whyUnlinked(COMPANY, ' acme', missingLinks([acme(why)]), settings);
	expect(found?.detail).toEqual(words === undefined ? undefined : expect.stringContaining(words));
	expect(found?.missing).toEqual(words === undefined ? undefined : acme(why));
});

test('S98: only names that are known to be missing wait, and only in fields that link', () => {
	const missing = missingLinks([acme('none')]);
	expect(whyUnlinked(COMPANY, 'Bell', missing, settingsWith())).toBeUndefined();
	expect(whyUnlinked(COMPANY, '', missing, settingsWith())).toBeUndefined();
	expect(whyUnlinked(COMPANY, 'Acme', undefined, settingsWith())).toBeUndefined();
	expect(whyUnlinked({ ...COMPANY, capability: { ...COMPANY.capability, crm: { ...COMPANY.capability.crm, kind: 'text' } } }, 'Acme', missing, settingsWith())).toBeUndefined();
});

test('S98: what results say of a name comes after what was known of it', () => {
	const result: WriteResult = {
		...{ kind: 'result', side: 'crm', op: 'update', contact: { google: 'g', crm: 'c' }, runId: 'run', outcome: 'written', id: 'c' },
		...{ fields: [], before: null, after: null, modifiedAt: null },
	};
	const results = [{ ...result, unlinked: [acme('several')] }, result];
	expect([...missingAfter(stateMissing(acme('none')), results).values()]).toEqual([acme('several')]);
});
