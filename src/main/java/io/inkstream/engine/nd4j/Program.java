package io.inkstream.engine.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarReverseSubtraction;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Operations on arrays that stay where they are, written down once and run many times. Calling ND4J's operations on arrays makes a
 * native context for each call and leaves it to the garbage collector, which does not see how large it is: memory grows by
 * half a megabyte with each step of training, and an operation on a small matrix takes five times as long.
 */
final class Program {

    private final List<Runnable> operations = new ArrayList<>();

    /** Runs the operations in the order in which they were written down. */
    void run() {
        for (var operation : operations) {
            operation.run();
        }
    }

    /** into = left × right, element by element. */
    Program multiply(INDArray left, INDArray right, INDArray into) {
        return custom("multiply", into, left, right);
    }

    /** inPlace = inPlace × one × other. */
    Program scale(INDArray inPlace, INDArray one, INDArray other) {
        return multiply(inPlace, one, inPlace).multiply(inPlace, other, inPlace);
    }

    /** into = left + right. */
    Program add(INDArray left, INDArray right, INDArray into) {
        return custom("add", into, left, right);
    }

    /** into = left - right. */
    Program subtract(INDArray left, INDArray right, INDArray into) {
        return custom("subtract", into, left, right);
    }

    /** Each row becomes the logarithm of its softmax. */
    Program logSoftmax(INDArray inPlace) {
        var context = context(inPlace, inPlace);
        context.setIArguments(1);
        return custom("log_softmax", context);
    }

    /** into[rows[i]] += from[i] for each row i of from, in order. */
    Program addToRows(INDArray rows, INDArray from, INDArray into) {
        return custom("scatter_add", into, into, rows, from);
    }

    Program sigmoid(INDArray inPlace) {
        return legacy(new Sigmoid(inPlace, inPlace));
    }

    Program tanh(INDArray from, INDArray into) {
        return legacy(new Tanh(from, into));
    }

    Program exp(INDArray inPlace) {
        return legacy(new Exp(inPlace, inPlace));
    }

    /** Each element x becomes 1 - x. */
    Program oneMinus(INDArray inPlace) {
        return legacy(new ScalarReverseSubtraction(inPlace, null, inPlace, 1));
    }

    private Program legacy(Op operation) {
        operations.add(() -> Nd4j.getExecutioner().exec(operation));
        return this;
    }

    private Program custom(String name, INDArray into, INDArray... from) {
        return custom(name, context(into, from));
    }

    private Program custom(String name, OpContext context) {
        var operation = DynamicCustomOp.builder(name).build();
        operations.add(() -> Nd4j.getExecutioner().exec(operation, context));
        return this;
    }

    private static OpContext context(INDArray into, INDArray... from) {
        var context = Nd4j.getExecutioner().buildContext();
        for (int i = 0; i < from.length; i++) {
            context.setInputArray(i, from[i]);
        }
        context.setOutputArray(0, into);
        return context;
    }

    /** Takes rows of a table that may be another than the time before. */
    static final class Gather {

        private final DynamicCustomOp operation =
                DynamicCustomOp.builder("gather").build();
        private final OpContext context = Nd4j.getExecutioner().buildContext();
        private final INDArray rows;
        private final INDArray into;
        private INDArray bound;

        /** @param rows which row of the table each row of into takes, int32 */
        Gather(INDArray rows, INDArray into) {
            this.rows = rows;
            this.into = into;
        }

        void run(INDArray table, int[] chosen) {
            if (table != bound) {
                bind(table);
            }
            rows.data().setData(chosen);
            Nd4j.getExecutioner().exec(operation, context);
        }

        /** A context keeps what it was ever given until it is purged. */
        private void bind(INDArray table) {
            context.purge();
            context.setInputArray(0, table);
            context.setInputArray(1, rows);
            context.setOutputArray(0, into);
            context.setIArguments(0);
            bound = table;
        }
    }
}
