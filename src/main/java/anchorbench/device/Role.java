package anchorbench.device;

/** What an engine is there for. */
public enum Role {
  /** To be right. */
  ORACLE,
  /** To be fast: this project's own. */
  OWN,
  /** To be compared with: what a user might pick instead. */
  PEER
}
