import { getAdditionalKeys } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentials,
	ICredentialsExpressionResolveValues,
	ICredentialType,
	IExecuteData,
	IHttpRequestOptions,
	INodeCredentialsDetails,
	INodeParameters,
	INodeProperties,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { ICredentialsHelper, NodeHelpers, UnexpectedError, Workflow } from 'n8n-workflow';

import { loadOwn } from './ownModules';

/**
 * What a user typed into credentials, and their tokens, by credential type. Tokens are kept under `oauthTokenData`, as
 * `{ access_token, refresh_token }`; a refresh by n8n-core changes it in place.
 */
export type CredentialStore = Record<string, ICredentialDataDecryptedObject>;

/** n8n's own parent of every OAuth2 credential, as far as requests and refreshing need it. */
const O_AUTH_2: ICredentialType = {
	name: 'oAuth2Api',
	displayName: 'OAuth2 API',
	properties: [
		hiddenText('grantType', 'authorizationCode'),
		hiddenText('authUrl'),
		hiddenText('accessTokenUrl'),
		hiddenText('clientId'),
		hiddenText('clientSecret'),
		hiddenText('scope'),
		hiddenText('authQueryParameters'),
		hiddenText('authentication', 'header'),
		{ displayName: 'Token', name: 'oauthTokenData', type: 'json', default: {} },
	],
};

/**
 * Holds credentials as n8n's database does: what n8n-core refreshes is kept, and is there at the next use. Defaults of
 * a credential class and its expressions are filled in as n8n's CredentialsHelper does.
 */
export class StoredCredentials extends ICredentialsHelper {
	private readonly types: Map<string, ICredentialType>;

	/**
	 * @param types credential types besides the package's own.
	 */
	constructor(
		private readonly stored: CredentialStore,
		types: ICredentialType[] = [],
	) {
		super();
		this.types = new Map([O_AUTH_2, ...types].map((type) => [type.name, type]));
	}

	has(type: string): boolean {
		return type in this.stored;
	}

	private data(type: string): ICredentialDataDecryptedObject {
		const found = this.stored[type];
		if (!found) throw new UnexpectedError(`The test stored no credential of type "${type}"`);
		return found;
	}

	getParentTypes(name: string): string[] {
		const parents = this.type(name).extends ?? [];
		return parents.flatMap((parent) => [parent, ...this.getParentTypes(parent)]);
	}

	getCredentialsProperties(name: string): INodeProperties[] {
		const { extends: parents = [], properties } = this.type(name);
		const merged: INodeProperties[] = [];
		for (const parent of parents) NodeHelpers.mergeNodeProperties(merged, this.getCredentialsProperties(parent));
		NodeHelpers.mergeNodeProperties(merged, properties);
		return merged;
	}

	async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		_node: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		values?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const original = structuredClone(this.data(type));
		if (raw) return original;
		const filled = NodeHelpers.getNodeParameters(
			this.getCredentialsProperties(type),
			original as INodeParameters,
			true,
			false,
			null,
			null,
		) as INodeParameters;
		if (original.oauthTokenData !== undefined) filled.oauthTokenData = original.oauthTokenData as INodeParameters;
		const keys = getAdditionalKeys(additionalData, mode, null);
		// n8n resolves a credential's expressions in the node's workflow, or in an empty one where there is no execution.
		const resolved = values
			? values.workflow.expression.getParameterValue(
					filled,
					values.runExecutionData,
					values.runIndex,
					values.itemIndex,
					values.node.name,
					values.connectionInputData,
					mode,
					keys,
					executeData,
					false,
					filled,
				)
			: emptyWorkflow().expression.getComplexParameterValue(
					EMPTY_NODE,
					filled,
					mode,
					keys,
					undefined,
					undefined,
					filled,
				);
		return resolved as ICredentialDataDecryptedObject;
	}

	async updateCredentials(
		_node: INodeCredentialsDetails,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.data(type);
		this.stored[type] = structuredClone(data);
	}

	async updateCredentialsOauthTokenData(
		_node: INodeCredentialsDetails,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.data(type).oauthTokenData = structuredClone(data.oauthTokenData);
	}

	async authenticate(
		_data: ICredentialDataDecryptedObject,
		type: string,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.type(type);
		if (authenticate) throw new UnexpectedError('The harness signs requests of OAuth2 credentials only');
		return request;
	}

	async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	async getCredentials(): Promise<ICredentials> {
		throw new UnexpectedError('The harness keeps no encrypted credentials');
	}

	private type(name: string): ICredentialType {
		const known = this.types.get(name) ?? loadOwn<ICredentialType>('credentials', `${capitalised(name)}.credentials`);
		this.types.set(name, known);
		return known;
	}
}

function hiddenText(name: string, value = ''): INodeProperties {
	return { displayName: name, name, type: 'hidden', default: value };
}

function capitalised(name: string): string {
	return name.charAt(0).toUpperCase() + name.slice(1);
}

const EMPTY_NODE = { id: '', name: '', typeVersion: 1, type: 'none', position: [0, 0] as [number, number], parameters: {} };

function emptyWorkflow(): Workflow {
	const none = { description: { properties: [] } } as never;
	const nodeTypes = { getByName: () => none, getByNameAndVersion: () => none, getKnownTypes: () => ({}) };
	return new Workflow({ nodes: [EMPTY_NODE], connections: {}, active: false, nodeTypes });
}
