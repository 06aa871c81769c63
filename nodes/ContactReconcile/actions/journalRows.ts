import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import * as v from 'valibot';

import { whatIsWrong } from '../../shared/protocol/problem';
import type { JournalRow } from '../engine/plan/journal';
import { JournalRowSchema } from '../engine/plan/journal';

/** A row of the journal as it was stored. @throws NodeOperationError that names the row, the column and what it may be. */
export function checkedRow(context: IExecuteFunctions, json: unknown, index: number): JournalRow {
	const result = v.safeParse(JournalRowSchema, json, { abortEarly: true });
	if (result.success) return result.output;
	throw new NodeOperationError(context.getNode(), `Row ${index + 1} is no row of the journal: ${whatIsWrong(result.issues[0])}`, {
		description: 'Give this node the rows of the journal as they were stored, with side, recordId, scope, field, before, after, reason and at. Nothing was written.',
		itemIndex: index,
	});
}
