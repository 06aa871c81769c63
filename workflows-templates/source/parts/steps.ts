import type { Step } from '../flow';
import { codeOf } from '../texts';

/** The node of n8n itself. */
function base(name: string, typeVersion: number, parameters: object): Step {
	return { type: `n8n-nodes-base.${name}`, typeVersion, parameters };
}

export function everyMinutes(minutesInterval: number): Step {
	return base('scheduleTrigger', 1.2, { rule: { interval: [{ field: 'minutes', minutesInterval }] } });
}

export function byHand(): Step {
	return base('manualTrigger', 1, {});
}

/** Starts when another workflow calls this one, and takes what it is given. */
export function whenCalled(): Step {
	return base('executeWorkflowTrigger', 1.1, { inputSource: 'passthrough' });
}

/** Does nothing: an end to be seen, or a place for the builder's own node. */
export function nothing(): Step {
	return base('noOp', 1, {});
}

export function code(name: string): Step {
	return base('code', 2, { mode: 'runOnceForAllItems', language: 'javaScript', jsCode: codeOf(name) });
}

interface Condition {
	value: string;
	is: 'true' | 'notEmpty' | 'exists' | 'notExists';
	type: 'boolean' | 'array' | 'number';
	loose?: boolean;
}

/** Two outputs, of what meets the condition and what does not. */
export function when({ value, is, type, loose = false }: Condition): Step {
	const operator = { type, operation: is, singleValue: true };
	return base('if', 2.2, {
		conditions: {
			options: { caseSensitive: true, typeValidation: loose ? 'loose' : 'strict', version: 2 },
			combinator: 'and',
			conditions: [{ id: 'condition', leftValue: value, rightValue: '', operator }],
		},
		options: {},
		...(loose && { looseTypeValidation: true }),
	});
}

/** {@link when} an expression is true, or as good as true. */
export function whenTrue(value: string): Step {
	return when({ value, is: 'true', type: 'boolean', loose: true });
}

/** {@link when} an update of a data table found its row. */
export function whenRowChanged(loose: boolean): Step {
	return when({ value: '={{ $json.id }}', is: 'exists', type: 'number', loose });
}

/** {@link when} an update of a data table found no row. */
export function whenNoRowChanged(): Step {
	return when({ value: '={{ $json.id }}', is: 'notExists', type: 'number', loose: true });
}

/** As many outputs as there are choices; which one is taken says an expression, counted from 0. */
export function choose(numberOutputs: number, output: string): Step {
	return base('switch', 3.2, { mode: 'expression', numberOutputs, output });
}

/** The place of what an expression gives in a list, for {@link choose}; -1, which the node refuses, of what is not in it. */
export function whichOf(all: readonly string[], given: string): string {
	return `={{ [${all.map((one) => `'${one}'`).join(', ')}].indexOf(${given}) }}`;
}

export function oneAfterTheOther(): Step {
	return base('splitInBatches', 3, { batchSize: 1, options: {} });
}

export function merge(numberInputs: number): Step {
	return base('merge', 3, { numberInputs });
}

/** Calls a workflow that the builder chooses, with the items as they are. */
export function callWorkflow(): Step {
	return base('executeWorkflow', 1.2, {
		workflowId: { __rl: true, mode: 'list', value: '' },
		workflowInputs: { mappingMode: 'defineBelow', value: {}, matchingColumns: [], schema: [] },
		...{ mode: 'once', options: {} },
	});
}

/** Runs a workflow that an expression gives as JSON. */
export function runWorkflowGiven(workflowJson: string): Step {
	return base('executeWorkflow', 1.2, { source: 'parameter', workflowJson, mode: 'once', options: {} });
}

/** One item of these fields, each a text or a switch; expressions count. */
export function fields(values: Record<string, string | boolean>): Step {
	const assignments = Object.entries(values).map(([name, value]) => ({ id: name, name, value, type: typeof value }));
	return { ...base('set', 3.4, { assignments: { assignments }, options: {} }), executeOnce: true };
}

/** An operation of n8n's own API. */
export function n8nWorkflow(operation: 'get' | 'getAll' | 'create' | 'activate', parameters: object): Step {
	return base('n8n', 1, { resource: 'workflow', operation, ...parameters });
}

/** A page at an address under `/webhook/`, behind a name and password at every request: outputs of what is asked for, and of forms. */
export function page(path: string, webhookId: string): Step {
	return {
		...base('webhook', 2.1, {
			...{ multipleMethods: true, httpMethod: ['GET', 'POST'], path, authentication: 'basicAuth' },
			...{ responseMode: 'responseNode', options: {} },
		}),
		webhookId,
	};
}

/** What every answer of a page bears: nobody keeps it, and no other page shows it inside itself. */
const HEADERS = {
	'Cache-Control': 'no-store',
	'Referrer-Policy': 'no-referrer',
	'X-Content-Type-Options': 'nosniff',
	'X-Frame-Options': 'DENY',
};

/** Answers with an HTML page. Expressions, both. */
export function respond(body: string, responseCode: string): Step {
	return base('respondToWebhook', 1.4, {
		...{ respondWith: 'text', responseBody: body },
		options: { responseCode, responseHeaders: headers({ 'Content-Type': 'text/html; charset=utf-8', ...HEADERS }) },
	});
}

/** Sends the browser on to another page, which it then asks for. @param location an expression; may be beside the page itself */
export function redirect(location: string): Step {
	return base('respondToWebhook', 1.4, {
		respondWith: 'noData',
		options: { responseCode: 303, responseHeaders: headers({ Location: location, ...HEADERS }) },
	});
}

function headers(all: Record<string, string>): object {
	return { entries: Object.entries(all).map(([name, value]) => ({ name, value })) };
}

/** Signs a text of each item, for nobody to make up who does not know the secret. Expressions, both. */
export function sign(value: string, secret: string, dataPropertyName: string): Step {
	return base('crypto', 1, { action: 'hmac', type: 'SHA256', value, dataPropertyName, secret, encoding: 'hex' });
}

/** Text that nobody can guess, of so many hexadecimal digits. */
export function randomText(stringLength: number, dataPropertyName: string): Step {
	return base('crypto', 1, { action: 'generate', dataPropertyName, encodingType: 'hex', stringLength });
}
