import { redirect } from '@sveltejs/kit';

/** @see W3C, "A Well-Known URL for Changing Passwords" */
export const GET = (): never => redirect(302, '/security/password');
