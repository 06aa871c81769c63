import { ACTIONS } from './shared/choices';
import type { Configuration } from './shared/configuration';
import type { Field } from './shared/fields';
import { escaped, fieldsJson, options } from './shared/fields';
import type { CodeScope, Item } from './shared/scope';

interface Report {
	written: Record<'google' | 'crm', { created: number; updated: number; deleted: number }>;
	classes: { deferred: number; failing: number; conflicted: number };
	conflicts: number;
}

/** All configurations with how they do, and the choice of one and of what to do. */
export function overviewPage({ $input, DateTime }: CodeScope): Item[] {
	const time = (at: number) => (at ? DateTime.fromMillis(at).toFormat('cccc d LLLL, HH:mm') : '');
	const all = $input
		.all<Configuration>()
		.map(({ json }) => json)
		.filter(({ id }) => id);
	const list = all.map(
		(one) =>
			`<li><b>${escaped(one.name)}</b>: ${state(one, time)}${lastRun(one, time)
				.map((line) => `<br>${escaped(line)}`)
				.join('')}</li>`,
	);
	const names = all.map(({ name }) => name);
	const fields: Field[] = [
		{ fieldType: 'html', html: all.length ? `<ul>${list.join('')}</ul>` : '<p>No sync is set up yet.</p>' },
		{
			...{ fieldLabel: 'Sync', fieldType: 'dropdown', requiredField: true },
			...{ defaultValue: names[0] ?? 'New sync', fieldOptions: options([...names, 'New sync']) },
		},
		{
			...{ fieldLabel: 'What to do', fieldType: 'radio', requiredField: true },
			...{ defaultValue: all.length ? 'See the last sync' : 'Set up or change', fieldOptions: options(ACTIONS) },
		},
	];
	return [{ json: { fields: fieldsJson(fields) } }];
}

function state({ leaseUntil, status, dueAt }: Configuration, time: (at: number) => string): string {
	if (leaseUntil > Date.now()) return 'A sync is going on';
	if (status === 'paused') return 'Paused';
	if (status === 'inactive') return 'Deactivated';
	return dueAt > Date.now() ? `Next sync: ${time(dueAt)}` : 'Starts within a minute';
}

function lastRun({ lastError, lastReport, lastSync }: Configuration, time: (at: number) => string): string[] {
	if (lastError) {
		const [at] = lastError.split(' ', 1);
		return [`The last sync failed on ${time(Date.parse(at))}: ${lastError.slice(at.length + 1)}`];
	}
	if (!lastReport) return ['Not synced yet'];
	const {
		written: { google, crm },
		classes,
		conflicts,
	} = JSON.parse(lastReport) as Report;
	const did = (side: string, n: Report['written']['google']) =>
		`${side}: ${n.created} created, ${n.updated} updated, ${n.deleted} deleted`;
	const open = `${classes.deferred} deferred, ${classes.failing} failing, ${conflicts} conflicts decided, ${classes.conflicted} left open`;
	return [`Last sync: ${time(Date.parse(lastSync ?? ''))}`, did('Google', google), did('CRM', crm), open];
}
