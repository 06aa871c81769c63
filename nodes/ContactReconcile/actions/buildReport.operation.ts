import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { jsonParse, NodeOperationError } from 'n8n-workflow';
import isEqual from 'lodash/isEqual';
import * as v from 'valibot';

import { googleField } from '../../shared/catalogue/googleFields';
import { notice } from '../../shared/items/operations';
import { checkedText } from '../../shared/items/parameters';
import { whatIsWrong } from '../../shared/protocol/problem';
import { toItem } from '../../shared/items/items';
import type { SideName } from '../../shared/protocol';
import type { ReportInput } from '../engine/report/html';
import { htmlReport, undecidedConflicts } from '../engine/report/html';
import type { ShownRun } from '../engine/model/run';
import { ShownRunSchema } from '../engine/model/run';

export const description: INodeProperties[] = [
	notice('reportNotice', 'Takes the report of Record Results. Makes one item, with the report as a file to look at, to mail or to post.'),
	{
		displayName: 'Title',
		name: 'title',
		type: 'string',
		default: 'Contact sync',
		description: 'What stands above the report',
	},
	{
		displayName: 'Report',
		name: 'report',
		type: 'json',
		default: '={{ $json }}',
		description: 'What Record Results put out. When empty, the report says that there was no sync yet.',
	},
	{
		displayName: 'Notes',
		name: 'notes',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		description: 'Sentences to show below the title, one a line',
	},
];

/** One run for people, as a page of HTML, and the same for programs. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const input: ReportInput = {
		title: checkedText(this, 'title', 'Title', 0) || 'Contact sync',
		notes: checkedText(this, 'notes', 'Notes', 0).split('\n').filter((line) => line.trim() !== ''),
		run: givenRun(this),
		fieldLabel,
	};
	const html = htmlReport(input);
	const report = await this.helpers.prepareBinaryData(Buffer.from(html), 'contact-sync-report.html', 'text/html');
	const { title, notes, run } = input;
	const conflicts = { conflicts: run?.decided ?? [], openConflicts: undecidedConflicts(run) };
	return [[{ ...toItem({ title, notes, run, ...conflicts, html }), binary: { report } }]];
}

/** As the lists of the field map call it; of a labelled field its label. */
function fieldLabel(side: SideName, field: string): string {
	return side === 'crm' ? field.replaceAll('_', ' ') : (googleField(field)?.label ?? field);
}

/** @throws NodeOperationError when what is given is no report of a run. */
function givenRun(context: IExecuteFunctions): ShownRun | null {
	const given: unknown = context.getNodeParameter('report', 0, '');
	if (given === '' || given === null || given === undefined) return null;
	const run = typeof given === 'string' ? jsonParse<unknown>(given, { fallbackValue: null }) : given;
	if (isEqual(run, {})) return null;
	const checked = v.safeParse(ShownRunSchema, run, { abortEarly: true });
	if (checked.success) return run as ShownRun;
	throw new NodeOperationError(context.getNode(), `"Report" is no report of a sync: ${whatIsWrong(checked.issues[0])}`, {
		description: "Set it to what Record Results put out: ={{ $('Record Results').first(0).json }}",
	});
}
