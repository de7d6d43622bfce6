import { createContext } from 'svelte';
import type { Translator } from './translator.ts';

/** The root layout sets the translator once; every component below takes it with `useTranslator`. */
export const [useTranslator, setTranslator] = createContext<Translator>();

/** What the operator calls this service. */
export const [useProductName, setProductName] = createContext<() => string>();
