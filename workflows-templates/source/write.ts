/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { render } from './flow';
import { templates } from './templates';

// Writes every template's file from its source.
for (const template of templates) writeFileSync(join(__dirname, '..', `${template.file}.json`), render(template));
