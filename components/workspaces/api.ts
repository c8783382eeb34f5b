import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import type { ContractInput } from "@/lib/kernel/api-contract";
import { apiKeysApi, auditApi, membersApi, workspaceApi } from "@/lib/workspaces/api";

export const workspaceQueries = {
	settings: () =>
		queryOptions({
			queryKey: ["workspace", "settings"],
			queryFn: ({ signal }) => callApi(workspaceApi.get, { signal }),
		}),
	jobs: () =>
		queryOptions({
			queryKey: ["workspace", "jobs"],
			queryFn: ({ signal }) => callApi(workspaceApi.jobs, { signal }),
			refetchInterval: 30_000,
		}),
	members: () =>
		queryOptions({
			queryKey: ["workspace", "members"],
			queryFn: ({ signal }) => callApi(membersApi.list, { signal }),
		}),
	apiKeys: () =>
		queryOptions({
			queryKey: ["workspace", "api-keys"],
			queryFn: ({ signal }) => callApi(apiKeysApi.list, { signal }),
		}),
	audit: () =>
		infiniteQueryOptions({
			queryKey: ["workspace", "audit"],
			queryFn: ({ signal, pageParam }) =>
				callApi(auditApi.list, { query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
			initialPageParam: null as string | null,
			getNextPageParam: (page) => page.nextCursor,
		}),
};

/** A write after which everything about the workspace is refetched. */
function useWorkspaceMutation<Input, Output>(run: (input: Input) => Promise<Output>) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: run,
		onSuccess: () => client.invalidateQueries({ queryKey: ["workspace"] }),
	});
}

export const useUpdateWorkspace = () =>
	useWorkspaceMutation((input: ContractInput<typeof workspaceApi.update>) =>
		callApi(workspaceApi.update, input),
	);
export const useInviteMember = () =>
	useWorkspaceMutation((input: ContractInput<typeof membersApi.invite>) => callApi(membersApi.invite, input));
export const useChangeMemberRole = () =>
	useWorkspaceMutation((input: ContractInput<typeof membersApi.changeRole>) =>
		callApi(membersApi.changeRole, input),
	);
export const useRemoveMember = () =>
	useWorkspaceMutation((input: ContractInput<typeof membersApi.remove>) => callApi(membersApi.remove, input));
export const useResetMemberPassword = () =>
	useWorkspaceMutation((input: ContractInput<typeof membersApi.resetPassword>) =>
		callApi(membersApi.resetPassword, input),
	);
export const useCreateApiKey = () =>
	useWorkspaceMutation((input: ContractInput<typeof apiKeysApi.create>) => callApi(apiKeysApi.create, input));
export const useRevokeApiKey = () =>
	useWorkspaceMutation((input: ContractInput<typeof apiKeysApi.revoke>) => callApi(apiKeysApi.revoke, input));
export const useChangePassword = () =>
	useMutation({
		mutationFn: (input: ContractInput<typeof workspaceApi.changePassword>) =>
			callApi(workspaceApi.changePassword, input),
	});
