import * as v from 'valibot';

import { NameSchema } from '../../shared/protocol/parts';

/* What answers have to hold, as Zoho documents it, as far as something is read from them. */

const TextSchema = v.nullish(v.string());
const SwitchSchema = v.nullish(v.boolean());
const IdSchema = v.pipe(v.string(), v.regex(/^\w+$/));
const NamedSchema = v.nullish(v.object({ id: v.nullish(IdSchema), name: TextSchema }));

const ListSchema = v.array(v.object({}));
/** Whatever is read is told by its id, which may be asked for in a list of ids. */
const RecordsSchema = v.array(v.object({ id: IdSchema }));
const PagesSchema = v.nullish(v.object({ more_records: v.nullish(v.boolean()), next_page_token: TextSchema }));

const FieldSchema = v.object({
	...{ api_name: NameSchema, data_type: v.string(), json_type: TextSchema, display_label: TextSchema, field_label: TextSchema },
	...{ read_only: SwitchSchema, field_read_only: SwitchSchema, system_mandatory: SwitchSchema, visible: SwitchSchema, display_field: SwitchSchema },
	length: v.nullish(v.number()),
	operation_type: v.nullish(v.object({ api_create: SwitchSchema, api_update: SwitchSchema })),
	private: v.nullish(v.object({ restricted: SwitchSchema })),
	textarea: v.nullish(v.object({ type: TextSchema })),
	lookup: v.nullish(v.object({ module: v.nullish(v.union([v.string(), v.object({ api_name: TextSchema })])) })),
	pick_list_values: v.nullish(v.array(v.object({ actual_value: TextSchema, display_value: TextSchema, type: TextSchema }))),
});

const PermissionSchema = v.object({ name: TextSchema, module: TextSchema, enabled: SwitchSchema });

/** Of parts of the settings, by the key under which they stand. */
const SETTINGS = {
	// Without fields there is no module.
	fields: v.pipe(v.array(FieldSchema), v.minLength(1)),
	custom_views: v.array(v.object({ id: IdSchema, name: TextSchema, display_value: TextSchema, system_name: TextSchema })),
	modules: v.array(
		v.object({
			...{ api_name: TextSchema, plural_label: TextSchema, module_name: TextSchema },
			...{ api_supported: SwitchSchema, viewable: SwitchSchema, creatable: SwitchSchema, editable: SwitchSchema, deletable: SwitchSchema },
		}),
	),
	profiles: v.array(v.object({ permissions_details: v.nullish(v.array(PermissionSchema)) })),
	users: v.array(v.object({ id: IdSchema, full_name: TextSchema, email: TextSchema, profile: NamedSchema, role: NamedSchema })),
	org: v.array(v.object({ company_name: TextSchema, license_details: v.nullish(v.object({ paid_type: TextSchema })) })),
};

/** The key under which settings, users and the organisation are listed. */
export function listKey(path: string): string {
	return path.replace('settings/', '').split('/')[0];
}

/** What an answer has to hold, by what was asked for: records, a part of the settings, or a status of each record written. */
export function wholeAs(path: string, isRead: boolean): (body: object | undefined) => boolean {
	const key = /^(settings\/|users$|org$)/.test(path) ? listKey(path) : 'data';
	const entries = key in SETTINGS ? SETTINGS[key as keyof typeof SETTINGS] : isRead ? RecordsSchema : ListSchema;
	// A code stands in the place of what was asked for, and beside it only where something went wrong.
	const schema = v.object({ [key]: entries, info: PagesSchema, code: v.optional(v.undefined()) });
	const [, module] = /^settings\/modules\/(.+)/.exec(path) ?? [];
	// A module without records or list views answers with 204.
	return (body) => (body === undefined ? key !== 'fields' && module === undefined : v.is(schema, body) && (module === undefined || isOfModule(body, module)));
}

/** What another module allows says nothing of the one that was asked for. */
function isOfModule(body: object, module: string): boolean {
	const [one, ...others] = (body as { modules: Array<{ api_name?: string | null; module_name?: string | null }> }).modules;
	return others.length === 0 && [one?.api_name, one?.module_name].some((name) => name?.toLowerCase() === module.toLowerCase());
}
