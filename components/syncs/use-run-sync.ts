import { callApi } from "@/components/shell/call-api";
import { useSyncMutation } from "@/components/syncs/use-sync-mutation";
import type { ContractInput } from "@/lib/kernel/api-contract";
import { syncsApi } from "@/lib/syncs/api";

/** Starts a run; apart from the queries of the sync page, because Home needs it too. */
export const useRunSync = () =>
	useSyncMutation((input: ContractInput<typeof syncsApi.run>) => callApi(syncsApi.run, input));
