package io.inkstream.chaos;

import java.time.Duration;

/** Something that goes wrong, and is over when {@link #strike} returns. */
sealed interface Fault
        permits Killed,
                StateLost,
                BrokerKilled,
                BrokerAway,
                BrokerFrozen,
                ByteFlipped,
                ClockJumps,
                Hostile,
                IdentityTaken,
                SameIdentity,
                TopicSettings,
                RegistryAway,
                ClockOff,
                Zombie,
                DiskFull,
                DiskCrowded,
                Forgets,
                Joins,
                Leaves,
                Dies {

    /** Its name in the report. */
    String label();

    /**
     * Does it to a running application, puts it right, and waits until the application goes on.
     *
     * @return how long the application took to its first newly committed progress, from the start of what had to be started again
     */
    Duration strike(Bench bench);
}
