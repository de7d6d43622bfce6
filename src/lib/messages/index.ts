export { useTranslator, setTranslator } from './context.ts';
export {
	describeEvent,
	describeFailure,
	describeMethods,
	describeProblem,
	type EventLike,
	type FailureLike,
	type ProblemLike
} from './describe.ts';
export { isLocale, localeNames, locales, negotiateLocale, type Locale } from './locale.ts';
export {
	createTranslator,
	type MessageKey,
	type Messages,
	type MessageSource,
	type Translator
} from './translator.ts';
