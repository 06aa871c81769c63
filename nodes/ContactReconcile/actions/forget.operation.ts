import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { notice } from '../../shared/items/operations';
import { checkedParameter, checkedSwitch } from '../../shared/items/parameters';
import { NameSchema } from '../../shared/protocol/parts';
import { peopleOf, withoutPerson, withPersonAgain } from '../engine/observe/forgotten';
import type { SyncState } from '../engine/model/types';
import { openMemory, replaced } from './openedMemory';
import { syncNameParameter } from './getStatus.operation';

export const description: INodeProperties[] = [
	notice('forgetNotice', 'Erases one person from what the sync remembers, and leaves out what either side shows of them from then on. Nothing is deleted in Google or the CRM. Takes the rows of the state with the sync\'s name, while no run goes on; store those of its "State" output, and then delete all older ones. Rows of the journal, reports and executions that tell of the person are erased where they are kept: by the IDs that its "Report" output names.'),
	{
		displayName: 'Person',
		name: 'person',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. people/c123, 5843104000000087501 or ann@example.org',
		description: 'The ID of the Google contact or of the CRM record, or an e-mail address that nobody else has',
	},
	{
		displayName: 'Take Up Again',
		name: 'again',
		type: 'boolean',
		default: false,
		description: 'Whether the person was forgotten and is to be synced again: the next run reads both sides in full and matches them anew',
	},
	syncNameParameter,
];

/** Forgets one person, or takes one up again whom it forgot. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const memory = openMemory(this);
	const who = checkedParameter(this, { name: 'person', label: 'Person', unset: '' }, NameSchema).trim();
	const again = checkedSwitch(this, 'again', 'Take Up Again');
	if (memory.unreadable !== null) throw refusal(this, `What the sync remembers cannot be read: ${memory.unreadable}`, UNREADABLE);
	const { state, ids } = again ? takenUp(this, memory.state, who) : forgotten(this, memory.state, who);
	return replaced(memory, state, { syncName: memory.syncName, forgotten: !again, ...ids, people: state.forgotten?.length ?? 0 });
}

interface Changed {
	state: SyncState;
	/** The records of the person, by which other tables know them. */
	ids: { googleId: string | null; crmId: string | null };
}

function forgotten(context: IExecuteFunctions, state: SyncState, who: string): Changed {
	const [person, ...others] = peopleOf(state, who);
	if (!person) throw refusal(context, 'The sync remembers nobody by this ID or e-mail address');
	if (others.length > 0) throw refusal(context, 'Several people have this e-mail address; give the ID of a contact or record');
	return { state: withoutPerson(state, person), ids: { googleId: person.google?.id ?? null, crmId: person.crm?.id ?? null } };
}

function takenUp(context: IExecuteFunctions, before: SyncState, who: string): Changed {
	const state = withPersonAgain(before, who);
	if (!state) throw refusal(context, 'The sync has forgotten nobody by this ID or e-mail address');
	return { state, ids: { googleId: null, crmId: null } };
}

const UNREADABLE = 'It may tell of the person all the same. "Reset" erases all of it, and the next run matches everybody anew. Nothing was changed.';

const WHOM = 'Correct "Person", or give this node the rows of the right sync. Nothing was changed.';

function refusal(context: IExecuteFunctions, problem: string, description = WHOM): NodeOperationError {
	return new NodeOperationError(context.getNode(), problem, { description });
}
