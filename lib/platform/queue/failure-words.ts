import { ZodError } from "zod";
import { AppError } from "@/lib/kernel/app-error";

const maxErrorLength = 2_000;

/** Text that a text column accepts, cut to a length. */
export function cutText(text: string, maxLength: number): string {
	const clean = text.replaceAll("\0", "").toWellFormed();
	return clean.length > maxLength ? `${clean.slice(0, maxLength - 1).toWellFormed()}…` : clean;
}

/** What a failure says, for who runs Muster. */
export function messageOf(error: unknown): string {
	return cutText(error instanceof Error ? error.message : String(error), maxErrorLength);
}

/** The same for callers waiting for the result: error text of a database or a network is not passed on. */
export function reasonOf(error: unknown): string {
	if (error instanceof AppError) return cutText(error.message, maxErrorLength);
	if (error instanceof ZodError)
		return "This version of Muster does not understand the work that was asked for.";
	return "Something went wrong inside Muster. The worker's log says what.";
}
