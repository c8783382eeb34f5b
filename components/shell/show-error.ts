import { ApiError } from "@/components/shell/api-error";
import { toast } from "@/components/ui/toast";

/** Says in a corner of the screen that an action failed, in the server's words and with the request id. */
export function showError(title: string, error: unknown): void {
	const message = error instanceof Error ? error.message : "Try again.";
	const requestId = error instanceof ApiError ? error.requestId : null;
	toast.error(title, {
		description: requestId ? `${message} (request ${requestId})` : message,
		duration: 10_000,
	});
}
