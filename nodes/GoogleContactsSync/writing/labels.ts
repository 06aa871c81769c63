import { LABELS } from '../../shared/catalogue/googleFields';
import { keyForm, optionsIn } from '../../shared/values/text';
import type { FieldValues, WriteError, WriteOperation, WriteResult } from '../../shared/protocol';
import { Labels } from '../reading/labels';
import type { GoogleContacts } from '../transport/client';
import { GoogleError } from '../transport/error';
import type { WriteResults } from './results';

/** Operations as contacts hold what they say of labels, and the way back. */
interface ByGroups {
	/** By the operation as it was planned. */
	operations: ReadonlyMap<WriteOperation, WriteOperation>;
	/** Why labels of an operation cannot be set, where Google does not take one of them; the rest of it goes. */
	refused: ReadonlyMap<WriteOperation, WriteError>;
	/** A result as it was planned: with the names of labels. */
	named(result: WriteResult): WriteResult;
}

/**
 * Takes the names of labels to the groups that contacts hold, and creates groups for those that the account lacks. Where no
 * operation says anything of labels, nothing is asked.
 */
export async function byGroups(google: GoogleContacts, results: WriteResults, planned: readonly WriteOperation[]): Promise<ByGroups> {
	const same: ByGroups = { operations: new Map(planned.map((operation) => [operation, operation])), refused: new Map(), named: (result) => result };
	if (!planned.some((operation) => LABELS in valuesIn(operation))) return same;
	const labels = await results.attempt(async () => await Labels.read(google));
	if (!labels) return same;
	const problems = await createMissing(google, results, labels, planned);
	const refused = new Map<WriteOperation, WriteError>();
	const operations = planned.map((operation): [WriteOperation, WriteOperation] => {
		const own = inGroups(operation, labels);
		const [problem] = operation.op === 'delete' ? [] : labelsIn(operation.set).flatMap((label) => problems.get(keyForm(label)) ?? []);
		if (problem) refused.set(own, problem);
		return [operation, own];
	});
	return { operations: new Map(operations), refused, named: (result) => inNames(result, labels) };
}

function valuesIn(operation: WriteOperation): FieldValues {
	return { ...(operation.op !== 'create' && operation.expect), ...(operation.op !== 'delete' && operation.set) };
}

function labelsIn({ [LABELS]: value = '' }: FieldValues): string[] {
	return optionsIn(value);
}

/** @returns why a label could not be made, by the form of its name. */
async function createMissing(google: GoogleContacts, results: WriteResults, labels: Labels, planned: readonly WriteOperation[]): Promise<Map<string, WriteError>> {
	const problems = new Map<string, WriteError>();
	const wanted = planned.flatMap((operation) => (operation.op === 'delete' ? [] : labelsIn(operation.set)));
	for (const label of wanted) {
		if (labels.groupOf(label) !== undefined || problems.has(keyForm(label))) continue;
		const made = await results.attempt(async () => await google.createGroup(label).catch(refusal));
		if (made instanceof GoogleError) {
			problems.set(keyForm(label), { ...made.toWriteError(), field: LABELS, message: `Google does not take the label "${label}" (${made.message})` });
		} else if (made) labels.add({ ...made, name: label });
	}
	return problems;
}

/** What Google says of this label alone; anything that concerns the run is thrown on. */
function refusal(error: unknown): GoogleError {
	if (error instanceof GoogleError && !error.isGeneral) return error;
	throw error;
}

function inGroups<T extends WriteOperation>(operation: T, labels: Labels): T {
	// A label that is there no more stays a name, which no contact shows.
	const groups = (values: FieldValues): FieldValues => {
		if (!(LABELS in values)) return values;
		const own = labelsIn(values).map((label) => labels.groupOf(label) ?? label).filter((group) => group !== operation.scope);
		return { ...values, [LABELS]: [...new Set(own)].sort().join(';') };
	};
	return { ...operation, ...('set' in operation && { set: groups(operation.set) }), ...('expect' in operation && { expect: groups(operation.expect) }) };
}

function inNames(result: WriteResult, labels: Labels): WriteResult {
	const names = (values: FieldValues | null): FieldValues | null => (values && LABELS in values ? { ...values, [LABELS]: labels.shown(values[LABELS]) } : values);
	return { ...result, before: names(result.before), after: names(result.after) };
}
