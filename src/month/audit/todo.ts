import type { LanguageCode } from '../../domain/language.js';
import { readData } from '../../files/read-data.js';

/** What has to happen before who is not paid for this reason can be paid, in one sentence a language. */
export type Todo = { readonly reason: string } & Readonly<Record<LanguageCode, string>>;

/** A sentence for each reason not to be paid, of households and of residents. Source: todo.csv beside it. */
export const TODOS: readonly Todo[] = readData<Todo>(new URL('./todo.csv', import.meta.url));
