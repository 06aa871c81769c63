import type { FieldMetadata } from '../../fields/moduleFields';
import { isTold, readModuleFields } from '../../fields/moduleFields';
import { zohoTime } from '../../fields/record';
import type { Crm, CrmRecord } from '../../transport/crm';
import { CrmError } from '../../transport/error';

/** What a check of the account came to, in words without any contact's data. */
interface Check {
	check: string;
	/** Whether it is as a sync needs it; null where the account holds nothing to try it on. */
	ok: boolean | null;
	says: string;
}

const HOUR = 60 * 60 * 1_000;

/** Address of nobody: only whether the CRM takes the question matters. */
const WITH_QUOTE = "o'brien@example.invalid";

/**
 * Tries what documents leave open on the account itself, reading only: one reading of each kind, what hidden fields look
 * like, and how COQL takes quotes and case. See `docs/real-services.md`.
 */
export async function checkFirstContact(crm: Crm, module: string): Promise<Check[]> {
	const metadata = await said(async () => await crm.settings<FieldMetadata>('fields', { module }));
	if (metadata instanceof CrmError) return [refused('Fields', metadata)];
	const fields = await readModuleFields(crm, module);
	const email = fields.find(({ kind }) => kind === 'email')?.name;
	const page = await said(async () => await crm.list({ module, fields: ['id', 'Modified_Time', ...(email ? [email] : [])], perPage: 1, latestFirst: true }));
	const record = page instanceof CrmError ? undefined : page.records[0];
	return [
		hiddenFields(metadata),
		page instanceof CrmError ? refused('List', page) : { check: 'List', ok: true, says: record ? 'Records can be listed' : 'Records can be listed; there is none' },
		await readable('Deleted feed', async () => await crm.deletedPage(module, zohoTime(Date.now() - HOUR), 1)),
		await readable('List views', async () => await crm.settings('custom_views', { module })),
		await quotes(crm, module, email),
		await letterCase(crm, module, email, record),
	];
}

function hiddenFields(metadata: readonly FieldMetadata[]): Check {
	const names = metadata.filter((field) => !isTold(field)).map(({ api_name }) => api_name);
	const says = names.length === 0 ? 'No field is hidden, restricted or rich text' : `Not mapped, as the CRM does not tell them whole: ${names.join(', ')}`;
	return { check: 'Fields', ok: true, says };
}

async function quotes(crm: Crm, module: string, email: string | undefined): Promise<Check> {
	if (!email) return { check: 'COQL quotes', ok: null, says: 'The module has no e-mail field' };
	const answer = await said(async () => await crm.select(module, [], `${email} in ('${WITH_QUOTE.replace("'", "\\'")}')`));
	if (!(answer instanceof CrmError)) return { check: 'COQL quotes', ok: true, says: 'Values with a quote can be looked up' };
	return { ...refused('COQL quotes', answer), says: `Values with a quote cannot be looked up, so contacts with one are reported instead of created: ${answer.message}` };
}

async function letterCase(crm: Crm, module: string, email: string | undefined, record: CrmRecord | undefined): Promise<Check> {
	const check = 'COQL case';
	const address = email && typeof record?.[email] === 'string' ? record[email] : '';
	if (!/^[\w.+-]+@[\w.-]+$/.test(address)) return { check, ok: null, says: 'The latest record has no address to try it on' };
	const other = address === address.toUpperCase() ? address.toLowerCase() : address.toUpperCase();
	const answer = await said(async () => await crm.select(module, [], `${email} in ('${other}')`));
	if (answer instanceof CrmError) return refused(check, answer);
	const found = answer.some(({ id }) => id === record?.id);
	return { check, ok: found, says: found ? 'Look-ups ignore case' : 'Look-ups tell case apart: addresses that differ in case alone may get a second record' };
}

async function readable(check: string, read: () => Promise<unknown>): Promise<Check> {
	const answer = await said(read);
	return answer instanceof CrmError ? refused(check, answer) : { check, ok: true, says: 'Can be read' };
}

function refused(check: string, error: CrmError): Check {
	return { check, ok: false, says: [error.message, error.description].filter(Boolean).join('. ') };
}

/** A refusal is an answer here. @throws what is none, as a service that is down. */
async function said<T>(ask: () => Promise<T>): Promise<CrmError | T> {
	return await ask().catch((error: unknown) => {
		if (error instanceof CrmError) return error;
		throw error;
	});
}
