import { readViews } from '../../reading/scope';
import { getAllOfModule } from '../getAllOfModule';

/** The list views of a module, by the names that its users see. */
export const { description, execute } = getAllOfModule(readViews);
