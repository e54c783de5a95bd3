package anchorbench.experiment;

import java.util.Optional;

/**
 * Where finished parts of an experiment are kept, each as soon as it is done, so that a later run
 * goes on from there.
 */
public interface TrialStore {
  <T> Optional<T> find(String name, Class<T> type);

  void keep(String name, Object part);

  /** Keeps nothing. */
  TrialStore NONE =
      new TrialStore() {
        @Override
        public <T> Optional<T> find(String name, Class<T> type) {
          return Optional.empty();
        }

        @Override
        public void keep(String name, Object part) {}
      };
}
