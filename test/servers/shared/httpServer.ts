/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpRequest {
	method: string;
	/** Without the query, not decoded. */
	path: string;
	query: URLSearchParams;
	/** Lower-case names. */
	headers: Record<string, string>;
	/** As sent; empty when there was none. */
	body: string;
}

export interface HttpAnswer {
	status: number;
	headers?: Record<string, string>;
	/** An object is sent as JSON, a text as HTML unless the headers say otherwise. */
	body?: object | string;
	/** How the answer is spoilt on its way. */
	spoilt?: Spoilt;
}

/**
 * An answer that arrives and cannot be read.
 * - `encoding`: it says that it is compressed, and is not.
 * - `protocol`: it is no HTTP.
 * - `length`: the connection ends before the promised length.
 * - `half`: well-formed HTTP with the first half of the JSON.
 * - `page`: a web page with status 200, as from a gateway.
 * - `empty`: status 200 with nothing in it.
 * - `otherShape`: JSON, but of something else.
 */
export type Spoilt = 'empty' | 'encoding' | 'half' | 'length' | 'otherShape' | 'page' | 'protocol';

/** The connection is cut without an answer. */
export const CUT_CONNECTION = 'cut';

/** No answer ever comes; the connection stays open. */
export const NO_ANSWER = 'silence';

export type HttpOutcome = HttpAnswer | typeof CUT_CONNECTION | typeof NO_ANSWER;

export interface HttpServer {
	/** `http://127.0.0.1:PORT`, no slash at the end. */
	url: string;
	/**
	 * Ends all connections.
	 *
	 * @throws the first error that escaped from the handler: a fault of the test server itself, which no test may miss.
	 */
	close(): Promise<void>;
}

export interface HttpServerOptions {
	handle: (request: HttpRequest) => Promise<HttpOutcome>;
	/** A free port when not given. */
	port?: number;
	/** The clock of the `Date` header, milliseconds. */
	now?: () => number;
}

/** Listens on the loopback address only. */
export async function startHttpServer({ handle, port = 0, now = Date.now }: HttpServerOptions): Promise<HttpServer> {
	const escaped: unknown[] = [];
	const answerOne = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
		const outcome = await settle(incoming, handle, escaped);
		if (outcome === NO_ANSWER) return;
		if (outcome === CUT_CONNECTION) incoming.socket.destroy();
		else if (outcome.spoilt) sendSpoilt(response, outcome.spoilt, outcome);
		else send(response, outcome, now());
	};
	// A batch read of 200 names is a long URL: Node's own limit of 16 KB for all headers would be in the way.
	const server = createServer({ maxHeaderSize: 128 * 1024 }, (incoming, response) => void answerOne(incoming, response));
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async close() {
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			server.closeAllConnections();
			await closed;
			if (escaped.length > 0) throw escaped[0];
		},
	};
}

async function settle(
	incoming: IncomingMessage,
	handle: HttpServerOptions['handle'],
	escaped: unknown[],
): Promise<HttpOutcome> {
	let request: HttpRequest;
	try {
		request = await readRequest(incoming);
	} catch {
		return CUT_CONNECTION; // the client hung up while it was sending
	}
	try {
		return await handle(request);
	} catch (error) {
		escaped.push(error);
		return { status: 500, headers: { 'content-type': 'text/plain' }, body: `The test server failed: ${String(error)}` };
	}
}

async function readRequest(incoming: IncomingMessage): Promise<HttpRequest> {
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk as Buffer);
	const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://127.0.0.1');
	return {
		method: incoming.method ?? 'GET',
		path: pathname,
		query: searchParams,
		headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
		body: Buffer.concat(chunks).toString('utf8'),
	};
}

function send(response: ServerResponse, { status, headers = {}, body }: HttpAnswer, time: number): void {
	response.statusCode = status;
	response.setHeader('date', new Date(time).toUTCString());
	if (body !== undefined) {
		response.setHeader(
			'content-type',
			typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json; charset=UTF-8',
		);
	}
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
	response.end(typeof body === 'object' ? JSON.stringify(body) : body);
}

function sendSpoilt(response: ServerResponse, how: Spoilt, { status, body }: HttpAnswer): void {
	const json = JSON.stringify(body ?? {});
	const half = json.slice(0, Math.ceil(json.length / 2));
	response.statusCode = status;
	response.setHeader('content-type', 'application/json; charset=UTF-8');
	switch (how) {
		case 'encoding':
			response.setHeader('content-encoding', 'gzip');
			response.end(json);
			return;
		case 'protocol':
			response.socket?.end('This is no HTTP\r\n\r\n');
			return;
		case 'length':
			response.setHeader('content-length', String(json.length));
			response.write(half, () => response.socket?.destroy());
			return;
		case 'half':
			response.end(half);
			return;
		case 'page':
			response.statusCode = 200;
			response.setHeader('content-type', 'text/html; charset=utf-8');
			response.end('<!doctype html><title>Gateway</title><p>Please wait.</p>');
			return;
		case 'empty':
			response.statusCode = 200;
			response.end();
			return;
		case 'otherShape':
			response.statusCode = 200;
			response.end('{"data":"none","createdPeople":{},"responses":7}');
	}
}
