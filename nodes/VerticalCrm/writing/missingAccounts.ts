import chunk from 'lodash/chunk';

import type { WriteOperation } from '../../shared/protocol';
import { keyForm } from '../../shared/values/text';
import { isLost } from '../../shared/writing/ledger';
import type { FoundLink, LinkFinder } from '../fields/record';
import { readByIds } from '../reading/joined';
import { nameFieldOf } from '../reading/links';
import type { ModuleField } from '../fields/moduleFields';
import type { Crm } from '../transport/crm';
import { BATCH } from '../transport/crm';
import { CrmError, duplicateOf } from '../transport/error';
import type { Answer, WriteRun } from './results';
import { answersByPlace, writtenId } from './results';

/** Where accounts are created. */
interface Target {
	crm: Crm;
	fields: readonly ModuleField[];
	/** Automations of the CRM that run. */
	trigger: readonly string[];
}

const ACCOUNTS = 'Accounts';

/**
 * Creates the accounts that records are to be linked to and that the look-up did not find, each name once. A name whose
 * creation was not answered is not tried again in this run.
 *
 * @param find what the look-up found.
 * @returns the same, with the accounts that were created.
 * @throws what makes a run stop, such as refused access.
 */
export async function withMissingAccounts(
	find: LinkFinder,
	{ crm, fields, trigger }: Target,
	operations: readonly WriteOperation[],
	run: WriteRun,
): Promise<LinkFinder> {
	const wishing = operations.filter((operation) => operation.run.createAccounts === true);
	const accountFields = fields.filter(({ kind, type, linkedModule, writable }) => kind === 'lookup' && type === 'lookup' && linkedModule === ACCOUNTS && writable);
	const names = new Map<string, string>();
	for (const operation of wishing) {
		if (operation.op === 'delete') continue;
		for (const field of accountFields) {
			const name = (operation.set[field.name] ?? '').trim();
			if (name !== '' && find(field, name) === 'none' && !names.has(keyForm(name))) names.set(keyForm(name), name);
		}
	}
	if (names.size === 0) return find;
	const made = await createAll({ crm, trigger }, [...names.values()], run);
	return (field, name) => {
		const found = find(field, name);
		return found === 'none' && accountFields.includes(field) ? (made.get(keyForm(name)) ?? found) : found;
	};
}

async function createAll(
	{ crm, trigger }: Pick<Target, 'crm' | 'trigger'>,
	names: readonly string[],
	run: WriteRun,
): Promise<Map<string, FoundLink>> {
	const made = new Map<string, FoundLink>();
	const nameField = await nameFieldOf(crm, ACCOUNTS);
	for (const part of chunk(names, BATCH.write)) {
		if (!run.maySend()) break;
		const records = part.map((name) => ({ [nameField]: name }));
		const answers = await crm.create(ACCOUNTS, records, { trigger }).catch(answerForAll);
		const told = Array.isArray(answers) ? answersByPlace(answers, part.length).map(madeOf) : part.map(() => answers);
		const checked = part.length === 1 ? told : await withoutOthers(crm, nameField, part, told);
		part.forEach((name, index) => made.set(keyForm(name), checked[index]));
	}
	return made;
}

/** Answers go by their place: an account itself tells when it is another one of those that were to be made. */
async function withoutOthers(crm: Crm, nameField: string, names: readonly string[], told: readonly FoundLink[]): Promise<FoundLink[]> {
	const ids = told.flatMap((found) => (typeof found === 'string' ? [] : found.id));
	const records = await readByIds(crm, ACCOUNTS, ids, [nameField]).catch(answerForAll);
	const wanted = names.map(keyForm);
	return told.map((found, index) => {
		if (typeof found === 'string') return found;
		if (typeof records === 'string') return 'lost';
		const place = wanted.indexOf(keyForm(String(records.get(found.id)?.[nameField] ?? '')));
		return place === -1 || place === index ? found : 'lost';
	});
}

/** What an error says of every account of a request; anything that concerns the run is thrown on. */
function answerForAll(error: unknown): 'lost' | 'refused' {
	if (isLost(error)) return 'lost';
	if (error instanceof CrmError) return 'refused';
	throw error;
}

function madeOf(answer: Answer): FoundLink {
	if (answer === 'lost') return answer;
	const id = writtenId(answer) ?? duplicateOf(answer)?.id;
	return id === undefined ? 'refused' : { id };
}
