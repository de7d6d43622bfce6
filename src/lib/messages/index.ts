export { setProductName, setTranslator, useProductName, useTranslator } from './context.ts';
export {
	describeEvent,
	describeFailure,
	describeMethods,
	describeName,
	describeProblem
} from './describe.ts';
export { describeFault } from './faults.ts';
export { isLocale, localeNames, locales, negotiateLocale, type Locale } from './locale.ts';
export { createTranslator, type MessageKey, type Messages, type Translator } from './translator.ts';
