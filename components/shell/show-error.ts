import { ApiError } from "@/components/shell/api-error";
import { toast } from "@/components/ui/toast";

/** Shows a toast that an action failed, with the server's message and the request id. */
export function showError(title: string, error: unknown): void {
	const message = error instanceof Error ? error.message : "Try again.";
	const requestId = error instanceof ApiError ? error.requestId : null;
	toast.error(title, {
		description: requestId ? `${message} (request ${requestId})` : message,
		duration: 10_000,
	});
}
