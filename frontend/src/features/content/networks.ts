/** The networks people share on, and their names. */
export { NETWORK_NAMES, NETWORKS, type Network } from "@/shared/networks/names";
