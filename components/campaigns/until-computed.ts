import { ApiError } from "@/components/shell/api-error";

/**
 * A segment that was just saved has members a moment later: a query about them is retried only until then.
 */
export const untilComputed = {
	retry: (failures: number, error: Error) =>
		error instanceof ApiError && error.code === "precondition" && failures < 40,
	retryDelay: 1500,
};
