import type { HttpRequest } from './httpServer';

/** The fields of a form, sent as `application/x-www-form-urlencoded` or, as Zoho's own SDK does, as `multipart/form-data`. */
export function formFields({ body, headers }: Pick<HttpRequest, 'body' | 'headers'>): URLSearchParams {
	const boundary = /multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(headers['content-type'] ?? '')?.[1];
	if (boundary === undefined) return new URLSearchParams(body);
	const fields = new URLSearchParams();
	for (const part of body.split(`--${boundary}`)) {
		const [head, ...rest] = part.split('\r\n\r\n');
		const name = /name="([^"]+)"/.exec(head)?.[1];
		if (name !== undefined) fields.append(name, rest.join('\r\n\r\n').replace(/\r\n$/, ''));
	}
	return fields;
}
