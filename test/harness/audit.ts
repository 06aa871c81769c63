/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import './quiet';
import { createRequire } from 'node:module';
import { inspect } from 'node:util';

import type { ICredentialDataDecryptedObject, IRun } from 'n8n-workflow';
import { LoggerProxy } from 'n8n-workflow';
import omit from 'lodash/omit';

import type { CredentialStore } from './credentialStore';

/*
 * What a run says besides its items: every line that n8n or a node logs, and every error. Neither may hold a token or a
 * client's secret, and no more of people's data than finds a record. Every run of the harness is searched.
 */

type Log = (...parts: unknown[]) => void;

/** n8n's own logger, as its core sees it; loaded once for all test files, and so is what it logged. */
const { Logger } = createRequire(require.resolve('n8n-core'))('@n8n/backend-common') as { Logger: { prototype: { log: Log; logged?: string[] } } };

const isSilent = process.env.N8N_LOG_LEVEL === 'silent';

const logged = (Logger.prototype.logged ??= collecting());

function collecting(): string[] {
	const lines: string[] = [];
	const { log } = Logger.prototype;
	const collect: Log = (...parts) => void lines.push(told(parts));
	Logger.prototype.log = function collected(this: unknown, ...parts) {
		collect(...parts);
		// n8n's logger looks up who called it, a whole stack for each line, before it finds that it is to be silent.
		if (!isSilent) log.apply(this, parts);
	};
	LoggerProxy.init({ error: collect, warn: collect, info: collect, debug: collect });
	return lines;
}

/** A value with all that is in it, causes and stacks of errors included. */
function told(value: unknown): string {
	return inspect(value, { depth: Infinity, maxStringLength: Infinity, maxArrayLength: Infinity, breakLength: Infinity });
}

/** The lines logged since they were last asked for. */
export function takeLogged(): string[] {
	return logged.splice(0);
}

/** Every error of a run, as text: the one that ended it, and those of its nodes. */
export function errorsOf({ data: { resultData } }: Pick<IRun, 'data'>): string[] {
	const errors = [resultData.error, ...Object.values(resultData.runData).flatMap((runs) => runs.map(({ error }) => error))];
	return errors.flatMap((error) => (error ? told(withoutItems(error)) : []));
}

/** n8n hangs the workflow and the node's items on some errors, which are output like any other. */
function withoutItems(error: unknown): unknown {
	const { message, stack, cause } = error as Error;
	return { ...omit(error as object, 'node'), message, stack, cause };
}

/** Tokens and secrets that a run may use and never show; what is shorter is a word like any other. */
export function secretsIn(credentials: CredentialStore): string[] {
	return Object.values(credentials).flatMap((one) => [...tokensIn(one), one.clientSecret]).filter((text): text is string => typeof text === 'string' && text.length > 8);
}

function tokensIn({ oauthTokenData }: ICredentialDataDecryptedObject): unknown[] {
	const { access_token: access, refresh_token: refresh } = (oauthTokenData ?? {}) as Record<string, unknown>;
	return [access, refresh];
}

/**
 * Searches what a run put out, logged and failed with.
 *
 * @throws Error that quotes where a secret stands.
 */
export function refuseSecrets(run: IRun, secrets: readonly string[], lines: readonly string[]): void {
	const { runData, pinData } = run.data.resultData;
	const texts = [...lines, ...errorsOf(run), JSON.stringify([runData, pinData])];
	for (const text of texts) {
		const secret = secrets.find((one) => text.includes(one));
		if (secret === undefined) continue;
		const at = text.indexOf(secret);
		throw new Error(`A run shows a token or secret: ${text.slice(Math.max(0, at - 200), at)}[…]`);
	}
}
