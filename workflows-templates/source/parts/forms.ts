import type { Step } from '../flow';

/** A page is there for an hour. */
const WAIT = { limitWaitTime: true, limitType: 'afterTimeInterval', resumeAmount: 1, resumeUnit: 'hours' };

interface FirstPage {
	path: string;
	title: string;
	description: string;
	button: string;
	/** Fields that must be filled in, by their labels. */
	fields?: string[];
}

/** The first page of a form, behind a name and password. */
export function firstPage({ path, title, description, button, fields = [] }: FirstPage, webhookId: string): Step {
	return {
		type: 'n8n-nodes-base.formTrigger',
		typeVersion: 2.5,
		parameters: {
			authentication: 'basicAuth',
			formTitle: title,
			formDescription: description,
			formFields: { values: fields.map((fieldLabel) => ({ fieldLabel, fieldType: 'text', requiredField: true })) },
			responseMode: 'onReceived',
			options: { path, buttonLabel: button, appendAttribution: false },
		},
		webhookId,
	};
}

/** The last page, of a title and a text. */
export function lastPage(title: string, message: string): Step {
	return form({
		...{ operation: 'completion', respondWith: 'text', completionTitle: title, completionMessage: message },
		...WAIT,
		options: {},
	});
}

function form(parameters: object): Step {
	return { type: 'n8n-nodes-base.form', typeVersion: 2.5, parameters };
}
