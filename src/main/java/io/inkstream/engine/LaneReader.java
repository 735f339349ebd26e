package io.inkstream.engine;

/** Takes what an engine makes of each lane. Asked about different lanes at once, by any of the engine's threads. */
public interface LaneReader {

    /** Whether anything is made of a lane's logits. */
    boolean reads(int lane);

    /** Takes the logits of a lane that it reads. @param softmax of the logits; the thread's, to be read during the call */
    void read(int lane, Softmax softmax);
}
